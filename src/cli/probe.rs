use super::Exit;
use super::arguments::ProbeArguments;
use crate::base::Language;
pub(super) fn run(_: &ProbeArguments, _: Language) -> anyhow::Result<Exit> { Ok(Exit::Nothing) }
