//! Composition root. Everything lives in the library; a program with drivers of its own has another `main`
//! (`examples/vendor_driver`).

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    ringdesk::cli::program::main()
}
