fn main() {
    for f in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        let r = shinchoku::pdf::read(std::fs::read(&f).unwrap(), None, &Default::default());
        match r {
            Err(e) => println!("{f}: {e:?}"),
            Ok(d) => {
                let tr = shinchoku::pdf::judge(&d.value);
                println!("{f}: pages {} glyphs {} unm {} for {} misfit {} rul {} {:?} notes {} {:?}", d.value.pages.len(), tr.glyph_count, tr.unmapped, tr.foreign, tr.misfits, d.value.pages.iter().map(|p|p.rulings.len()).sum::<usize>(), tr.verdict, d.notes.len(), t.elapsed());
                if std::env::var("TXT").is_ok() { for p in &d.value.pages { println!("{}", p.glyphs.iter().map(|g| g.character).collect::<String>()); } }
            }
        }
    }
}
