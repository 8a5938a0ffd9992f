use super::Exit;
use super::arguments::BuildArguments;
use crate::base::Language;
pub(super) fn run(_: &BuildArguments, _: Language) -> anyhow::Result<Exit> { Ok(Exit::Nothing) }
