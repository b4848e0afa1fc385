//! `diff` and `merge` through the built program, and git with it as merge driver.

#![allow(clippy::unwrap_used)]

mod studio;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use studio::{Studio, database_file, echo};

const PROGRAM: &str = env!("CARGO_BIN_EXE_switchboard");

fn file(text: &str) -> String {
    let file = database_file().with_extension("json");
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

fn run(words: &[&str]) -> (Option<i32>, String, String) {
    told(&Command::new(PROGRAM).args(words).output().unwrap())
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn diff_tells_what_changed_and_says_so_by_its_exit_code() {
    let (a, b) = (file(&echo()), file(&echo().replace("Nobody there.", "Hello?")));
    assert_eq!(run(&["diff", &a, &a]), (Some(0), String::new(), String::new()));
    let expected = "~ silence (say-play)\n    say: \"Nobody there.\" → \"Hello?\"\n";
    assert_eq!(run(&["diff", &a, &b]), (Some(1), expected.to_owned(), String::new()));
    let json: serde_json::Value =
        serde_json::from_str(&run(&["diff", "--json", &a, &b]).1).unwrap();
    assert_eq!(json["states"][0]["changes"][0]["after"], "Hello?");

    let moved = file(&echo().replace(r#""x":300"#, r#""x":310"#));
    assert_eq!(run(&["diff", &a, &moved]).0, Some(0));
    let (code, text, _) = run(&["diff", "--layout", &a, &moved]);
    assert_eq!((code, text.contains("moved: 300, 400 → 310, 400")), (Some(1), true), "{text}");

    assert_eq!(run(&["diff", &a]).0, Some(2));
    let (code, _, error) = run(&["diff", &a, "/nowhere.json"]);
    assert_eq!((code, error.contains("/nowhere.json cannot be read")), (Some(2), true), "{error}");
}

#[tokio::test]
async fn diff_finds_flows_and_revisions_in_the_database() {
    let studio = Studio::open().await;
    let sid = studio.publish(&echo()).await;
    let changed = echo().replace("Nobody there.", "Hello?");
    studio
        .post(&format!("/v2/Flows/{sid}"), &[("Status", "draft"), ("Definition", &changed)])
        .await;
    let database = studio.file.display().to_string();
    let diff = |a: &str, b: &str| run(&["diff", "--database", &database, a, b]);
    let (code, text, error) = diff(&format!("{sid}@published"), &sid);
    assert_eq!((code, text.contains("Hello?")), (Some(1), true), "{error}");
    assert_eq!(diff(&format!("{sid}@2"), &file(&changed)).0, Some(0));
    let (code, _, error) = diff(&format!("{sid}@7"), &sid);
    assert_eq!((code, error.contains("no such flow")), (Some(2), true), "{error}");
    let (code, _, error) = run(&["diff", "--database", "/nowhere.db", &sid, &sid]);
    assert_eq!((code, error.contains("no database")), (Some(2), true), "{error}");
}

#[test]
fn merge_writes_a_flow_and_names_each_conflict() {
    let base = file(&echo());
    let ours = file(&echo().replace("Nobody there.", "Ours"));
    let theirs = file(&echo().replace(r#""timeout":5"#, r#""timeout":9"#));
    let (code, text, error) = run(&["merge", &base, &ours, &theirs]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert_eq!(
        text,
        echo().replace("Nobody there.", "Ours").replace(r#""timeout":5"#, r#""timeout":9"#)
    );

    let theirs = file(&echo().replace("Nobody there.", "Theirs"));
    let (code, _, error) = run(&["merge", &base, &ours, &theirs, "--output", &ours]);
    assert_eq!((code, error.lines().count()), (Some(1), 1), "{error}");
    assert!(error.starts_with("states/silence/properties/say: changed on both sides"), "{error}");
    assert!(std::fs::read_to_string(&ours).unwrap().contains("Ours"));
    assert_eq!(run(&["merge", &base, &ours, &file("{")]).0, Some(2));
}

/// A repository that git merges with the built program.
struct Repository(PathBuf);

impl Repository {
    fn new() -> Self {
        let folder = database_file().with_extension("git");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let repository = Self(folder);
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.git(&["config", "user.name", "Ada"]);
        repository.git(&["config", "user.email", "ada@example.com"]);
        let driver = format!("'{PROGRAM}' merge %O %A %B --output %A");
        repository.git(&["config", "merge.switchboard.driver", &driver]);
        std::fs::write(repository.0.join(".gitattributes"), "*.json merge=switchboard\n").unwrap();
        repository.commit(&echo());
        repository
    }

    fn git(&self, words: &[&str]) -> Output {
        // What the person who runs the tests has set up for git is no part of them.
        let mut git = Command::new("git");
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        git.current_dir(&self.0).args(words).output().unwrap()
    }

    fn commit(&self, definition: &str) {
        let pretty = flow::Flow::from_json(definition).unwrap().to_json();
        std::fs::write(self.file(), pretty + "\n").unwrap();
        self.git(&["add", "."]);
        let done = self.git(&["commit", "--quiet", "--message", "a change"]);
        assert!(done.status.success(), "{done:?}");
    }

    fn file(&self) -> PathBuf {
        Path::new(&self.0).join("flow.json")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }
}

/// Changes on two branches, and the merge of theirs into ours.
fn merged(ours: &str, theirs: &str) -> (Repository, Output) {
    let repository = Repository::new();
    repository.git(&["switch", "--quiet", "--create", "theirs"]);
    repository.commit(theirs);
    repository.git(&["switch", "--quiet", "main"]);
    repository.commit(ours);
    let done = repository.git(&["merge", "--no-edit", "theirs"]);
    (repository, done)
}

#[test]
fn git_merges_two_changes_of_one_line_of_one_file() {
    // Side by side in the file, where git alone sees a conflict.
    let ours = echo().replace(r#""timeout":5"#, r#""timeout":7"#);
    let theirs = echo().replace(r#""loop":1,"stop_gather""#, r#""loop":2,"stop_gather""#);
    let (repository, done) = merged(&ours, &theirs);
    assert!(done.status.success(), "{done:?}");
    let text = repository.text();
    assert!(text.contains("\"timeout\": 7") && text.contains("\"loop\": 2"), "{text}");
    assert!(text.ends_with("}\n"));
}

#[test]
fn git_keeps_a_conflict_open_and_the_file_a_flow() {
    let ours = echo().replace("Nobody there.", "Ours");
    let (repository, done) = merged(&ours, &echo().replace("Nobody there.", "Theirs"));
    let (code, _, error) = told(&done);
    assert_eq!(code, Some(1));
    assert!(error.contains("states/silence/properties/say: changed on both sides"), "{error}");
    assert!(flow::Flow::from_json(&repository.text()).is_ok());
    assert!(repository.text().contains("Ours"));
    let status = told(&repository.git(&["status", "--porcelain"])).1;
    assert!(status.contains("UU flow.json"), "{status}");
}
