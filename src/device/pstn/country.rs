//! Sets a box to a country, where it knows several: line impedance, current limits, ring threshold.
//! Follows USB CDC PSTN 1.2 (country selection descriptor, country feature), which gives the request to modems only;
//! direct-line boxes use it too. May depend on `base`.

use super::descriptors::Function;
use super::requests::{FEATURE_COUNTRY, GET_COMM_FEATURE, SET_COMM_FEATURE};
use super::wire::{Wire, refusal};
use crate::base::signal::Refusal;
use crate::base::tuning::{Country, Tuning};
use crate::device::link::{LinkError, LinkErrorKind};

/// Sets a box that is open to the country of a [`Tuning`]; not in the middle of a call.
///
/// # Errors
/// `Unsupported` when it knows no countries, `WrongState` on a line that is ours, `Gone`.
pub(super) fn tune(
    wire: &mut Wire,
    function: &Function,
    tuning: Tuning,
    seized: bool,
) -> Result<(), Refusal> {
    if function.countries.is_empty() {
        return Err(Refusal::Unsupported);
    }
    if seized {
        return Err(Refusal::WrongState);
    }
    choose(wire, function, tuning.country.and_then(Country::iso)).map_err(|error| refusal(&error))
}

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
