//! The description of the CSV files as a Data Package, version 2: titles, types, units, allowed values, keys between tables.
//!
//! Parquet files of the same tables are named as alternates. Titles are Japanese, with English ones beside them.

use serde_json::{Map, Value, json};

use super::{CsvHeader, File, Publication, Rows, Written, table_path};
use crate::dataset::schema::{self, Column, ColumnType, Wording};

/// `datasets/datapackage.json`; none where no table was written as CSV.
pub fn data_package(publication: &Publication, files: &[Written]) -> Option<File> {
    let tables = publication.tables();
    let written: Vec<(&dyn Rows, &Written)> = tables
        .iter()
        .filter_map(|rows| Some((*rows, files.iter().find(|it| it.path == table_path(rows.schema(), "csv"))?)))
        .collect();
    if written.is_empty() {
        return None;
    }
    let names: Vec<&str> = written.iter().map(|(rows, _)| rows.schema().name).collect();
    let resources: Vec<Value> = written
        .iter()
        .map(|(rows, file)| {
            let parquet = files.iter().find(|it| it.path == table_path(rows.schema(), "parquet"));
            resource(*rows, file, parquet, &names, publication.supplement.csv_header)
        })
        .collect();
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": env!("CARGO_PKG_NAME"),
        "title": "計画の進捗状況",
        "titleEn": "Progress of plans",
        "description": "報告書（PDF）から読み取った値。＝・＋・−・＠などで始まる文字列には、表計算ソフトで数式にならないよう先頭にアポストロフィが付く。\
                        並びの要素は ; で区切り、要素の中の ; と \\ の前には \\ が付く。",
        "descriptionEn": "Read from reports (PDF). Text that a spreadsheet would take for a formula begins with an apostrophe. Elements of \
                          a list are joined by ;, and a ; or \\ inside of one has a \\ before it.",
        "version": env!("CARGO_PKG_VERSION"),
        "resources": resources,
    });
    let mut bytes = serde_json::to_vec_pretty(&package).expect("texts and numbers are always JSON");
    bytes.push(b'\n');
    Some(File { path: "datasets/datapackage.json".to_owned(), bytes })
}

/// What every description of a file says of it; the path is from the folder of the package.
fn file_entry(file: &Written, format: &str, media_type: &str) -> Map<String, Value> {
    let entries = [
        ("path", Value::from(file.path.trim_start_matches("datasets/"))),
        ("format", Value::from(format)),
        ("mediatype", Value::from(media_type)),
        ("bytes", Value::from(file.byte_count)),
        ("hash", Value::from(format!("sha256:{}", file.sha256))),
    ];
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Adds Japanese and English words under `name` and `nameEn`, where there are any.
fn put_words(object: &mut Map<String, Value>, name: &str, words: Wording) {
    for (name, text) in [(name.to_owned(), words.japanese), (format!("{name}En"), words.english)] {
        if !text.is_empty() {
            object.insert(name, Value::from(text));
        }
    }
}

fn resource(rows: &dyn Rows, file: &Written, parquet: Option<&Written>, names: &[&str], header: CsvHeader) -> Value {
    let table = rows.schema();
    let mut resource = file_entry(file, "csv", "text/csv");
    resource.insert("name".to_owned(), Value::from(table.name));
    resource.insert("type".to_owned(), Value::from("table"));
    resource.insert("profile".to_owned(), Value::from("tabular-data-resource"));
    resource.insert("encoding".to_owned(), Value::from("utf-8"));
    resource.insert("rowCount".to_owned(), Value::from(rows.row_count()));
    put_words(&mut resource, "title", table.title);
    put_words(&mut resource, "description", table.description);
    resource.insert("schema".to_owned(), table_schema(table, names, header));
    if let Some(parquet) = parquet {
        let alternate = file_entry(parquet, "parquet", "application/vnd.apache.parquet");
        resource.insert("alternates".to_owned(), json!([alternate]));
    }
    Value::Object(resource)
}

fn table_schema(table: &schema::Table, names: &[&str], header: CsvHeader) -> Value {
    let fields: Vec<Value> = table.columns.iter().map(|it| field(it, table.key(), header)).collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if !table.key().is_empty() {
        let key = table.key().iter().filter_map(|it| table.column(it)).map(|it| header.of(it));
        schema["primaryKey"] = json!(key.collect::<Vec<_>>());
    }
    let references: Vec<Value> = table.columns.iter().filter_map(|it| foreign_key(table, it, names, header)).collect();
    if !references.is_empty() {
        schema["foreignKeys"] = Value::Array(references);
    }
    schema
}

/// A field; where the file has titles, `column` is its name in the other formats.
fn field(column: &Column, key: &[&str], header: CsvHeader) -> Value {
    let mut field = Map::new();
    field.insert("name".to_owned(), Value::from(header.of(column)));
    if header != CsvHeader::Names {
        field.insert("column".to_owned(), Value::from(column.name));
    }
    let field_type = match column.column_type {
        ColumnType::Text => "string",
        ColumnType::I8 | ColumnType::I16 | ColumnType::I32 => "integer",
        ColumnType::F64 | ColumnType::Decimal => "number",
        ColumnType::Date => "date",
        ColumnType::Boolean => "boolean",
        ColumnType::TextList | ColumnType::I32List => "list",
    };
    field.insert("type".to_owned(), Value::from(field_type));
    match column.column_type {
        ColumnType::TextList | ColumnType::I32List => {
            let item_type = if column.column_type == ColumnType::TextList { "string" } else { "integer" };
            field.insert("delimiter".to_owned(), Value::from(";"));
            field.insert("itemType".to_owned(), Value::from(item_type));
        }
        ColumnType::Boolean => {
            field.insert("trueValues".to_owned(), json!(["true"]));
            field.insert("falseValues".to_owned(), json!(["false"]));
        }
        _ => {}
    }
    put_words(&mut field, "title", column.title);
    put_words(&mut field, "description", column.description);
    if let Some(unit) = column.unit {
        field.insert("unit".to_owned(), Value::from(unit));
    }
    let mut constraints = Map::new();
    if key.contains(&column.name) {
        constraints.insert("required".to_owned(), Value::from(true));
    }
    if !column.values.is_empty() {
        let values: Vec<&str> = column.values.iter().map(|it| it.value).collect();
        constraints.insert("enum".to_owned(), json!(values));
        let label = |it: &schema::ColumnValue| json!({"value": it.value, "label": it.title.japanese, "labelEn": it.title.english});
        field.insert("categories".to_owned(), column.values.iter().map(label).collect());
    }
    if !constraints.is_empty() {
        field.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(field)
}

/// A column that ends in `STEM_id` leads to the column `STEM_id` of the table `STEMs`.
fn foreign_key(table: &schema::Table, column: &Column, names: &[&str], header: CsvHeader) -> Option<Value> {
    let (target, key) = names.iter().find_map(|name| {
        let key = format!("{}_id", name.strip_suffix('s')?);
        let leads = column.name == key || column.name.ends_with(&format!("_{key}"));
        let is_own = *name == table.name && column.name == key;
        let target = schema::table(name)?.column(&key)?;
        (leads && !is_own).then_some((*name, target))
    })?;
    Some(json!({ "fields": [header.of(column)], "reference": { "resource": target, "fields": [header.of(key)] } }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyses;
    use crate::base::Language;
    use crate::dataset::{examples, frames};
    use crate::publish::{Format, publish};

    fn package(formats: &[&str]) -> Option<Value> {
        package_with(formats, CsvHeader::Names)
    }

    fn package_with(formats: &[&str], csv_header: CsvHeader) -> Option<Value> {
        let frames = frames(&[examples::edition()]);
        let analyses = analyses(&frames);
        let supplement = crate::publish::Supplement { csv_header, ..Default::default() };
        let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] };
        let files = formats
            .iter()
            .filter_map(|it| Format::named(it))
            .flat_map(|it| publish(it, &publication).expect("written"));
        let file = data_package(&publication, &files.map(|it| Written::of(&it)).collect::<Vec<_>>())?;
        Some(serde_json::from_slice(&file.bytes).expect("a package is JSON"))
    }

    fn field<'a>(package: &'a Value, table: &str, name: &str) -> &'a Value {
        let named = |values: &'a Value, name: &str| {
            values.as_array().and_then(|it| it.iter().find(|it| it["name"] == name)).expect("it is there")
        };
        named(&named(&package["resources"], table)["schema"]["fields"], name)
    }

    #[test]
    fn fields_have_types_titles_units_and_allowed_values() {
        let package = package(&["csv"]).expect("CSV was written");
        let share = field(&package, "stated_totals", "share");
        assert_eq!((&share["type"], &share["unit"]), (&json!("number"), &json!("percent")));
        let role = field(&package, "observations", "role");
        assert_eq!(role["title"], "役割");
        assert_eq!(role["constraints"]["enum"][1], "actual");
        assert_eq!(role["categories"][1]["label"], "実績");
    }

    #[test]
    fn columns_of_ids_lead_to_their_tables() {
        let package = package(&["csv"]).expect("CSV was written");
        let resources = package["resources"].as_array().expect("a list");
        let achievement = resources.iter().find(|it| it["name"] == "trend_achievement").expect("it is there");
        let keys = achievement["schema"]["foreignKeys"].as_array().expect("a list");
        let found =
            keys.iter().map(|it| format!("{} {}", it["fields"][0], it["reference"]["resource"]).replace('"', ""));
        let found: Vec<String> = found.collect();
        assert!(found.contains(&"target_observation_id observations".to_owned()), "{found:?}");
        assert!(found.contains(&"initiative_id initiatives".to_owned()), "{found:?}");
    }

    #[test]
    fn fields_are_named_as_the_file_names_them() {
        let package = package_with(&["csv"], CsvHeader::Titles(Language::Japanese)).expect("CSV was written");
        let role = field(&package, "observations", "役割");
        assert_eq!(role["column"], "role");
        for resource in package["resources"].as_array().expect("a list") {
            let schema = &resource["schema"];
            let names: Vec<&Value> =
                schema["fields"].as_array().expect("a list").iter().map(|it| &it["name"]).collect();
            let keys = schema["foreignKeys"].as_array().into_iter().flatten().map(|it| &it["fields"][0]);
            let primary = schema["primaryKey"].as_array().into_iter().flatten();
            assert!(keys.chain(primary).all(|it| names.contains(&it)), "{resource}");
        }
    }

    #[test]
    fn parquet_files_are_alternates_and_without_csv_there_is_no_package() {
        let both = package(&["csv", "parquet"]).expect("CSV was written");
        assert_eq!(both["resources"][0]["alternates"][0]["path"], "documents.parquet");
        assert!(package(&["csv"]).expect("CSV was written")["resources"][0]["alternates"].is_null());
        assert!(package(&["parquet"]).is_none());
    }
}
