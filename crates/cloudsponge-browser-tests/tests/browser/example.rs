//! The example site, as its command starts it: four clicks.

use crate::accessibility::examine;
use crate::support::{Play, Stage, target};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Builds the example where it is not built yet, and starts it; its address.
async fn start() -> (Child, String) {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let build = ["build", "--quiet", "--package", "cloudsponge-example-invite", "--target-dir"];
    let mut command = Command::new(cargo);
    let built = command.args(build).arg(target()).current_dir(env!("CARGO_MANIFEST_DIR")).status().await;
    assert!(built.unwrap().success(), "the example does not build");
    let program = target().join("debug/cloudsponge-example-invite");
    let mut child = Command::new(program)
        .arg("--emulator")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.next_line().await.unwrap().expect("it says where it is");
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (child, url)
}

#[tokio::test]
async fn four_clicks_from_the_start_to_the_invitations() {
    let (mut example, url) = start().await;
    Play::default()
        .run("example", async |stage: &Stage| {
            stage.web.goto(&url).await.unwrap();
            stage.part("button[data-service=gmail]").await;
            examine(stage, "home").await;
            stage.begin("gmail").await;
            stage.answer("allow").await;
            stage.until_book().await;
            stage.choose(0).await;
            stage.picture("book").await;
            stage.click_control("Invite 1 contact").await;
            stage.until("the invitations", "document.querySelectorAll('.mails li').length === 1").await;
            examine(stage, "invited").await;
        })
        .await;
    example.kill().await.unwrap();
}
