//! What differs between systems; a plain fallback stands in for what only Unix has.

use std::io;
use std::path::Path;

/// Files that everybody may read whom the user's mask lets, not the private ones that temporary files are.
pub fn shared_permissions<'a, 'b, 'c>(builder: &'a mut tempfile::Builder<'b, 'c>) -> &'a mut tempfile::Builder<'b, 'c> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// Opens a pipe without waiting for its other end.
pub fn without_waiting(options: &mut std::fs::OpenOptions) -> &mut std::fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    options
}

/// Waits until the entries of `folder` are on the drive; other systems see to this themselves.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Makes `link` a symbolic link to `target`; an error where the name is taken, or system or drive has no links.
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(not(unix))]
    {
        // Windows lets only administrators and developers make links.
        let _ = (target, link);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Has a write beyond the largest file size that the system allows (`ulimit -f`) be an error with a sentence, and not the end of
/// the program.
pub fn take_size_limits_for_errors() {
    #[cfg(unix)]
    {
        let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        drop(signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag));
    }
}

/// Whether another program (Excel, as a rule) holds the file: Windows' sharing and lock violations.
pub fn is_locked(cause: &io::Error) -> bool {
    cfg!(windows) && matches!(cause.raw_os_error(), Some(32 | 33))
}
