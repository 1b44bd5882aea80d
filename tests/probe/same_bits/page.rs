//! The probe in a Chromium window, served by the product under the policy of its own page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use creditwood_tests::browser::{Browser, Chromium, skip};
use creditwood_tests::pipeline::Pipeline;
use creditwood_tests::service::Service;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::applicant::Applicant;
use crate::trainer::Rows;

const PAGE: [(&str, &str); 2] = [
    ("index.html", include_str!("../page/index.html")),
    ("probe.js", include_str!("../page/probe.js")),
];
const BUILT: [&str; 4] = [
    "creditwood_probe.js",
    "creditwood_probe_bg.wasm",
    "creditwood_trainer_probe.js",
    "creditwood_trainer_probe_bg.wasm",
];

/// Calls a function of the page and hands over what it promises, or why it failed.
const CALL: &str = "
    const [name, args, done] = arguments;
    window[name](...args).then(
        (answer) => done({ answer }),
        (error) => done({ error: String(error) }),
    );";

/// What the browser's part cannot do without.
pub(crate) struct Needs {
    chromium: Chromium,
    /// The folder that `scripts/probe` builds into.
    probe: PathBuf,
}

/// What a test of the browser needs; none where it is passed over for what is missing.
pub(crate) fn needs_of(test: &str) -> Result<Option<Needs>> {
    match needs() {
        Ok(needs) => Ok(Some(needs)),
        Err(missing) => skip(test, missing).map(|()| None),
    }
}

fn needs() -> Result<Needs> {
    let probe = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("probe");
    for file in BUILT.map(|name| probe.join(name)) {
        ensure!(
            file.is_file(),
            "{} not found; `scripts/probe` builds it",
            file.display()
        );
    }
    Ok(Needs {
        chromium: Chromium::find()?,
        probe,
    })
}

/// An open window whose page has the probe; window and service end when dropped.
pub(crate) struct ProbePage {
    browser: Browser,
    _service: Service,
}

impl ProbePage {
    /// Lays the page's files and the model into a folder of that name, serves and opens it.
    pub(crate) async fn open(needs: &Needs, pipeline: &Pipeline, name: &str) -> Result<Self> {
        Self::open_with(needs, pipeline, name, &[]).await
    }

    /// The same with rows to train on: a service knows the files that are there when it starts.
    pub(crate) async fn open_with(
        needs: &Needs,
        pipeline: &Pipeline,
        name: &str,
        rows: &[&Rows],
    ) -> Result<Self> {
        let folder = pipeline.dir.join(name);
        fs::create_dir_all(&folder)?;
        for (file, content) in PAGE {
            fs::write(folder.join(file), content)?;
        }
        for file in BUILT {
            fs::copy(needs.probe.join(file), folder.join(file))?;
        }
        fs::copy(&pipeline.model, folder.join("model"))?;
        for rows in rows {
            let file = |kind| folder.join(format!("{}.{kind}", rows.name));
            let cells: Vec<u8> = rows.cells.iter().flat_map(|it| it.to_le_bytes()).collect();
            fs::write(file("cells"), cells)?;
            fs::write(file("targets"), &rows.targets)?;
        }
        let service = Service::start(pipeline, Some(&folder))?;
        let browser = Browser::open(&needs.chromium, &folder).await?;
        browser.client.goto(&service.url).await?;
        Ok(Self {
            browser,
            _service: service,
        })
    }

    /// What the browser says of each applicant.
    pub(crate) async fn answers(&self, applicants: &[Applicant]) -> Result<Vec<Answer>> {
        let applicants: Vec<&str> = applicants.iter().map(|one| one.json.as_str()).collect();
        self.call("answers", json!([applicants])).await
    }

    /// What the browser says of the model's first bytes alone, of an applicant who is none, and of
    /// a single feature; nothing where it does not complain.
    pub(crate) async fn complaints(
        &self,
        n_bytes: usize,
        applicant_json: &str,
    ) -> Result<[Option<String>; 3]> {
        let args = json!([n_bytes, applicant_json]);
        self.call("complaints", args).await
    }

    /// The forest that the browser trains on rows that the page was opened with, as JSON.
    pub(crate) async fn forest(&self, rows: &Rows, recipe: &str) -> Result<String> {
        self.call("forest", json!([rows.name, recipe])).await
    }

    async fn call<T: DeserializeOwned>(&self, function: &str, args: Value) -> Result<T> {
        let client = &self.browser.client;
        let args = vec![Value::from(function), args];
        let mut result = client.execute_async(CALL, args).await?;
        ensure!(result["error"].is_null(), "{function}: {}", result["error"]);
        let answer = result["answer"].take();
        serde_json::from_value(answer).with_context(|| function.to_owned())
    }
}
