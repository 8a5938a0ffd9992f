use shinchoku::layout::Flow;
fn main() {
    for f in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        let r = shinchoku::pdf::read(std::fs::read(&f).unwrap(), None, &Default::default());
        match r {
            Err(e) => println!("{f}: {e:?}"),
            Ok(d) => {
                let l = shinchoku::layout::analyze(&d.value).value;
                println!("{f}: tables {} in {:?}", l.tables.len(), t.elapsed());
                if std::env::var("TXT").is_ok() { for x in &l.flow { match x {
                    Flow::Line(l) => println!("L p{} {:.0} {:.1} | {}", l.page, l.bbox.y0, l.size, l.text.text()),
                    Flow::Table(i) => { let t=&l.tables[*i]; println!("T parts {} rows {} cols {} conf {:.2} {:?}", t.parts.len(), t.row_count, t.column_count(), t.confidence, t.parts[0].bbox);
                       for c in &t.cells { println!("   p{} {},{} {}x{} {:?}", c.page, c.row, c.column, c.row_span, c.column_span, c.text.text()); } }
                } } }
            }
        }
    }
}
