//! Why documents are read again, and why a run is written: `--why` and `--dry-run`.

use std::collections::BTreeMap;

use super::documents::Documents;
use super::last_run::LastRun;
use super::{Exit, Job};
use crate::base::{Language, Message};
use crate::pipeline::{Step, Why};
use crate::publish::record::RecordedDocument;

/// Prints on standard error why each document is read again.
pub(super) fn explain_documents(documents: &Documents, language: Language) {
    let (read, kept): (Vec<&Step>, Vec<&Step>) = documents.steps.iter().partition(|it| it.why.is_some());
    for step in read {
        let reason = step.why.map(|why| Message::new(sentence(why)).text(language)).unwrap_or_default();
        let message = Message::new("why_file").with("file", step.path.display()).with("reason", reason);
        tell!("{}", message.text(language));
    }
    if !kept.is_empty() {
        tell!("{}", Message::new("why_kept").with("count", kept.len()).text(language));
    }
}

fn sentence(why: Why) -> &'static str {
    match why {
        Why::New => "why_new",
        Why::Content => "why_content",
        Why::Name => "why_name",
        Why::Program => "why_program",
        Why::Profiles => "why_profiles",
        Why::Settings => "why_settings",
        Why::Failed => "why_failed",
        Why::Lost => "why_lost",
        Why::Forced => "why_forced",
    }
}

/// Why a new run is written; nothing where the last one already says it all.
pub(super) fn run_reasons(
    last: Option<&LastRun>,
    settings: &BTreeMap<String, String>,
    documents: &[RecordedDocument],
) -> Vec<Message> {
    let Some(last) = last else { return vec![Message::new("why_run_first")] };
    let record = &last.record;
    let names: std::collections::BTreeSet<&String> = settings.keys().chain(record.settings.keys()).collect();
    let differing = names.into_iter().filter(|name| settings.get(*name) != record.settings.get(*name));
    let mut reasons: Vec<Message> = differing.map(|name| Message::new("why_run_setting").with("name", name)).collect();
    if record.documents != documents {
        reasons.push(Message::new("why_run_documents"));
    }
    // The files are looked at only where nothing else has told yet.
    if reasons.is_empty()
        && let Some(file) = last.altered()
    {
        reasons.push(Message::new("why_run_altered").with("file", file));
    }
    reasons
}

/// Says what a build would do, and does nothing.
pub(super) fn dry_run(
    job: &Job,
    documents: &Documents,
    last: Option<&LastRun>,
    settings: &BTreeMap<String, String>,
) -> Exit {
    let language = job.context.language;
    explain_documents(documents, language);
    // What failed the last time will fail again, as long as nothing else has changed.
    let expected = last.map(|it| documents.expected(&it.record)).unwrap_or_default();
    let reasons = run_reasons(last, settings, &expected);
    let reads = documents.steps.iter().filter(|it| it.why.is_some_and(|why| why != Why::Failed)).count();
    reasons.iter().for_each(|it| tell!("{}", it.text(language)));
    match last {
        Some(last) if reasons.is_empty() && reads == 0 => {
            say!("{}", Message::new("build_nothing_to_do").with("run", last.path.display()).text(language));
            Exit::Done
        }
        _ => {
            say!("{}", Message::new("build_pending").with("count", reads).text(language));
            if job.arguments.exit_code { Exit::Pending } else { Exit::Done }
        }
    }
}
