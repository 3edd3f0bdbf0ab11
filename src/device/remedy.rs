//! Why a box that was found cannot be used, and exactly what helps: the udev rule of its id, the group of its port, the
//! program that holds it. Looks (Linux: `/proc`, `/sys`, `/etc/udev`), opens nothing. May depend on `base`.

use crate::base::remedy::{Holder, Remedy, Trouble};
use crate::device::{Access, FoundBox, UsbId};
use std::fs;
use std::path::{Path, PathBuf};

/// The rules as installed; one line for each known box.
const RULES: &str = include_str!("../../udev/70-ringdesk.rules");
/// Where rules are looked for.
const RULE_FOLDERS: [&str; 4] =
    ["etc/udev/rules.d", "run/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d"];
/// Applies rules to boxes that are plugged in.
const APPLY: &str = "sudo udevadm control --reload && sudo udevadm trigger";

/// Whether a found box can be used, looked at more closely than listing does, and what helps when it cannot.
#[must_use]
pub fn look(found: &FoundBox) -> (Access, Option<Remedy>) {
    if cfg!(target_os = "linux") {
        return Machine { root: PathBuf::from("/"), pid: std::process::id() }.look(found);
    }
    let trouble = match found.access {
        Access::Accessible => return (found.access, None),
        Access::NotPermitted => Trouble::Forbidden,
        Access::Busy => Trouble::HeldBySomebody,
    };
    (found.access, Some(Remedy { trouble, commands: Vec::new() }))
}

/// The udev rule of a box.
#[must_use]
pub fn rule(id: UsbId) -> Option<&'static str> {
    let [vendor, product] = attributes(id);
    RULES.lines().find(|line| line.contains(&vendor) && line.contains(&product))
}

fn attributes(id: UsbId) -> [String; 2] {
    let vendor = format!("ATTR{{idVendor}}==\"{:04x}\"", id.vendor);
    [vendor, format!("ATTR{{idProduct}}==\"{:04x}\"", id.product)]
}

/// Whether we may read and write a node.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Right {
    /// Yes.
    Given,
    /// Only the members of this group, and we are not one.
    #[cfg_attr(not(unix), allow(dead_code, reason = "files have no group there"))]
    Of(String),
    /// Nobody can tell.
    Unknown,
}

/// A Linux machine below a folder.
struct Machine {
    root: PathBuf,
    /// Our own process.
    pid: u32,
}

impl Machine {
    fn look(&self, found: &FoundBox) -> (Access, Option<Remedy>) {
        let nodes = self.nodes(found);
        let ports: Vec<&String> = nodes.iter().filter(|node| !is_usb_node(node)).collect();
        let access = match found.access {
            // What the USB node refuses, the box's port may allow.
            Access::NotPermitted if ports.iter().any(|port| self.right(port) == Right::Given) => {
                Access::Accessible
            }
            Access::Accessible
                if is_port(found) && matches!(self.right(&found.place), Right::Of(_)) =>
            {
                Access::NotPermitted
            }
            access => access,
        };
        if access == Access::NotPermitted {
            return (access, Some(self.not_permitted(found)));
        }
        let holders = self.holders(&nodes);
        if access == Access::Accessible && holders.is_empty() {
            return (access, None);
        }
        (Access::Busy, Some(busy(holders, &nodes)))
    }

    /// The nodes through which the box can be opened: of USB, and of the ports that the kernel made of it.
    fn nodes(&self, found: &FoundBox) -> Vec<String> {
        if is_port(found) {
            return vec![found.place.clone()];
        }
        if found.place.is_empty() || found.usb.is_none() {
            return Vec::new();
        }
        let folder = self.root.join("sys/bus/usb/devices").join(&found.place);
        let number = |name: &str| -> Option<u16> {
            fs::read_to_string(folder.join(name)).ok()?.trim().parse().ok()
        };
        let mut nodes = Vec::new();
        if let (Some(bus), Some(address)) = (number("busnum"), number("devnum")) {
            nodes.push(format!("/dev/bus/usb/{bus:03}/{address:03}"));
        }
        for interface in names(&folder).iter().filter(|name| name.contains(':')) {
            let ports = names(&folder.join(interface).join("tty"));
            nodes.extend(ports.iter().map(|port| format!("/dev/{port}")));
        }
        nodes
    }

    fn not_permitted(&self, found: &FoundBox) -> Remedy {
        if is_port(found)
            && let Right::Of(group) = self.right(&found.place)
        {
            let join = format!("sudo usermod -aG {group} \"$USER\"");
            return Remedy { trouble: Trouble::NotInGroup { group }, commands: vec![join] };
        }
        match found.usb.and_then(rule) {
            Some(_) if found.usb.is_some_and(|id| self.has_rule(id)) => {
                Remedy { trouble: Trouble::RuleNotApplied, commands: vec![APPLY.to_owned()] }
            }
            Some(rule) => {
                let install =
                    format!("echo '{rule}' | sudo tee -a /etc/udev/rules.d/70-ringdesk.rules");
                let trouble = Trouble::NoRule { rule: rule.to_owned() };
                Remedy { trouble, commands: vec![install, APPLY.to_owned()] }
            }
            None => Remedy { trouble: Trouble::Forbidden, commands: Vec::new() },
        }
    }

    /// A rule for this id is installed.
    fn has_rule(&self, id: UsbId) -> bool {
        let [vendor, product] = attributes(id);
        RULE_FOLDERS.iter().any(|folder| {
            let folder = self.root.join(folder);
            names(&folder).iter().any(|name| {
                let rules = fs::read_to_string(folder.join(name)).unwrap_or_default();
                rules.lines().any(|line| {
                    !line.trim_start().starts_with('#')
                        && line.contains(&vendor)
                        && line.contains(&product)
                })
            })
        })
    }

    /// Whether we may read and write this node, by its owner, group and mode.
    #[cfg(unix)]
    fn right(&self, node: &str) -> Right {
        self.right_known(node).unwrap_or(Right::Unknown)
    }

    #[cfg(unix)]
    fn right_known(&self, node: &str) -> Option<Right> {
        use std::os::unix::fs::MetadataExt;
        let node = fs::metadata(self.root.join(node.trim_start_matches('/'))).ok()?;
        let status = fs::read_to_string(self.root.join("proc/self/status")).ok()?;
        let ids = |name: &str| -> Vec<u32> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("");
            line.split_whitespace().filter_map(|id| id.parse().ok()).collect()
        };
        let mut groups = ids("Groups:");
        groups.extend(ids("Gid:"));
        let who = ids("Uid:").get(1).copied()?;
        let may_all = node.mode() & 0o006 == 0o006;
        if who == 0 || who == node.uid() || may_all || groups.contains(&node.gid()) {
            return Some(Right::Given);
        }
        let named = fs::read_to_string(self.root.join("etc/group")).ok()?;
        let is_it = |line: &&str| line.split(':').nth(2) == Some(&node.gid().to_string());
        let group = named.lines().find(is_it)?.split(':').next()?;
        Some(Right::Of(group.to_owned()))
    }

    #[cfg(not(unix))]
    #[allow(clippy::unused_self, reason = "the same shape as on unix")]
    fn right(&self, _node: &str) -> Right {
        Right::Unknown
    }

    /// Programs that have one of these nodes open, as far as we may look.
    fn holders(&self, nodes: &[String]) -> Vec<Holder> {
        let processes = self.root.join("proc");
        let mut holders = Vec::new();
        for pid in names(&processes).iter().filter_map(|name| name.parse::<u32>().ok()) {
            let process = processes.join(pid.to_string());
            let files = process.join("fd");
            let holds = names(&files).iter().any(|file| {
                fs::read_link(files.join(file))
                    .is_ok_and(|target| nodes.iter().any(|node| target == Path::new(node)))
            });
            if holds {
                let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
                let (name, is_ours) = (name.trim().to_owned(), pid == self.pid);
                holders.push(Holder { pid, name, is_ours });
            }
        }
        holders.sort_by_key(|holder| holder.pid);
        holders
    }
}

fn busy(holders: Vec<Holder>, nodes: &[String]) -> Remedy {
    if !holders.is_empty() {
        return Remedy { trouble: Trouble::HeldBy { holders }, commands: Vec::new() };
    }
    let ask = (!nodes.is_empty()).then(|| format!("sudo fuser -v {}", nodes.join(" ")));
    Remedy { trouble: Trouble::HeldBySomebody, commands: ask.into_iter().collect() }
}

fn is_port(found: &FoundBox) -> bool {
    found.place.starts_with("/dev/")
}

fn is_usb_node(node: &str) -> bool {
    node.starts_with("/dev/bus/usb/")
}

/// The names in a folder, sorted; none when it cannot be read.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let name = |entry: std::io::Result<fs::DirEntry>| entry.ok()?.file_name().into_string().ok();
    let mut names: Vec<String> = entries.filter_map(name).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    const MODEM: UsbId = UsbId { vendor: 0x0572, product: 0x1349 };

    fn found(access: Access, place: &str) -> FoundBox {
        let (id, name) = (String::new(), "StarTech USB56KEMH2".to_owned());
        FoundBox { id, name, access, usb: Some(MODEM), place: place.to_owned() }
    }

    /// A machine with a modem at 1-2.3: `/dev/bus/usb/001/007` and `/dev/ttyACM0`.
    fn machine() -> (tempfile::TempDir, Machine) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let modem = root.join("sys/bus/usb/devices/1-2.3");
        fs::create_dir_all(modem.join("1-2.3:1.0/tty/ttyACM0")).unwrap();
        fs::write(modem.join("busnum"), "1\n").unwrap();
        fs::write(modem.join("devnum"), "7\n").unwrap();
        fs::create_dir_all(root.join("etc/udev/rules.d")).unwrap();
        (folder, Machine { root, pid: 42 })
    }

    fn process(machine: &Machine, pid: u32, name: &str, holds: &str) {
        let process = machine.root.join("proc").join(pid.to_string());
        fs::create_dir_all(process.join("fd")).unwrap();
        fs::write(process.join("comm"), format!("{name}\n")).unwrap();
        symlink(holds, process.join("fd/3")).unwrap();
    }

    #[test]
    fn without_permission_the_very_rule_is_given_and_once_installed_only_applied() {
        let (_folder, machine) = machine();
        let (access, remedy) = machine.look(&found(Access::NotPermitted, "1-2.3"));
        let remedy = remedy.unwrap();
        assert_eq!(access, Access::NotPermitted);
        let line = rule(MODEM).unwrap();
        assert!(line.contains("0572") && line.contains("1349") && line.contains("uaccess"));
        assert_eq!(remedy.trouble, Trouble::NoRule { rule: line.to_owned() });
        assert!(remedy.commands[0].contains(line), "{remedy:?}");
        assert_eq!(remedy.commands[1], APPLY);
        let rules = machine.root.join("etc/udev/rules.d/70-ringdesk.rules");
        fs::write(&rules, format!("# {line}\n")).unwrap();
        let told = |machine: &Machine| {
            machine.look(&found(Access::NotPermitted, "1-2.3")).1.unwrap().trouble
        };
        assert_ne!(told(&machine), Trouble::RuleNotApplied, "a comment is no rule");
        fs::write(&rules, RULES).unwrap();
        assert_eq!(told(&machine), Trouble::RuleNotApplied);
    }

    #[test]
    fn who_holds_the_box_is_named_whichever_node_it_is() {
        let (_folder, machine) = machine();
        assert_eq!(machine.look(&found(Access::Accessible, "1-2.3")), (Access::Accessible, None));
        process(&machine, 900, "ModemManager", "/dev/ttyACM0");
        process(&machine, 42, "ringdesk", "/dev/bus/usb/001/007");
        process(&machine, 77, "editor", "/dev/bus/usb/001/008");
        let (access, remedy) = machine.look(&found(Access::Accessible, "1-2.3"));
        assert_eq!(access, Access::Busy);
        let holder = |pid, name: &str, is_ours| Holder { pid, name: name.into(), is_ours };
        let holders = vec![holder(42, "ringdesk", true), holder(900, "ModemManager", false)];
        assert_eq!(remedy.unwrap().trouble, Trouble::HeldBy { holders });
    }

    #[test]
    fn a_holder_that_hides_is_asked_for_with_fuser() {
        let (_folder, machine) = machine();
        let (_, remedy) = machine.look(&found(Access::Busy, "1-2.3"));
        let remedy = remedy.unwrap();
        assert_eq!(remedy.trouble, Trouble::HeldBySomebody);
        assert_eq!(remedy.commands, ["sudo fuser -v /dev/bus/usb/001/007 /dev/ttyACM0"]);
    }

    #[test]
    fn a_port_of_a_group_we_are_not_in_is_not_permitted() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let (_folder, machine) = machine();
        let port = machine.root.join("dev/ttyUSB0");
        fs::create_dir_all(port.parent().unwrap()).unwrap();
        fs::write(&port, "").unwrap();
        fs::set_permissions(&port, fs::Permissions::from_mode(0o660)).unwrap();
        let node = fs::metadata(&port).unwrap();
        let (other, gid) = (node.uid() + 1, node.gid());
        fs::create_dir_all(machine.root.join("proc/self")).unwrap();
        let status = machine.root.join("proc/self/status");
        fs::write(machine.root.join("etc/group"), format!("dialout:x:{gid}:\n")).unwrap();
        let told = |groups: u32| {
            let uids = format!("Uid:\t{other}\t{other}\nGid:\t1000000\t1000000\n");
            fs::write(&status, format!("{uids}Groups:\t{groups} \n")).unwrap();
            machine.look(&found(Access::Accessible, "/dev/ttyUSB0"))
        };
        // The port stands below the machine's folder.
        let (access, remedy) = told(gid + 1);
        assert_eq!(access, Access::NotPermitted);
        let remedy = remedy.unwrap();
        assert_eq!(remedy.trouble, Trouble::NotInGroup { group: "dialout".into() });
        assert_eq!(remedy.commands, ["sudo usermod -aG dialout \"$USER\""]);
        assert_eq!(told(gid), (Access::Accessible, None));
    }
}
