//! Sets a box to a country, where it knows several: line impedance, current limits, ring threshold.
//! Follows USB CDC PSTN 1.2 (country selection descriptor, country feature), which gives the request to modems only;
//! direct-line boxes use it too. May depend on `base`.

use super::descriptors::Function;
use super::requests::{FEATURE_COUNTRY, GET_COMM_FEATURE, SET_COMM_FEATURE};
use super::wire::Wire;
use crate::device::link::{LinkError, LinkErrorKind};

/// Sets the wanted country, if any, where the box lists it. What it did not take is a finding, no failure.
///
/// # Errors
/// `Gone` only.
pub(super) fn choose(
    wire: &mut Wire,
    function: &Function,
    wanted: Option<u16>,
) -> Result<(), LinkError> {
    let Some(country) = wanted else { return Ok(()) };
    if !function.countries.contains(&country) {
        let why = format!("The box does not know country {country}; it stays as it is.");
        wire.findings.say("country", why);
        return Ok(());
    }
    let set = wire.request(SET_COMM_FEATURE, FEATURE_COUNTRY, &country.to_le_bytes());
    let now = match set {
        Ok(()) => wire.ask(GET_COMM_FEATURE, FEATURE_COUNTRY, 2),
        Err(error) => Err(error),
    };
    match now {
        Ok(reply) if reply == country.to_le_bytes() => Ok(()),
        Err(error) if error.kind == LinkErrorKind::Gone => Err(error),
        _ => {
            let why = format!("The box lists country {country} and did not take it.");
            wire.findings.say("country", why);
            Ok(())
        }
    }
}
