//! `ringdesk decode` by itself: `decode_wav FILE… [--json] [--explain] [--plot FILE.png]` and the other arguments of the verb.

use clap::Parser as _;
use ringdesk::cli::decode::{DecodeArgs, run};

/// What a recording of a telephone line says.
#[derive(clap::Parser)]
struct Arguments {
    #[command(flatten)]
    decode: DecodeArgs,
}

fn main() -> std::process::ExitCode {
    run(&Arguments::parse().decode)
}
