//! Many callers at once.

use std::collections::BTreeSet;

use actix_web::rt::spawn;

use crate::fixture::applicants;
use crate::helper::{Server, settings};

#[actix_web::test]
async fn many_callers_at_once_get_the_same_answer() {
    let mut two_workers = settings();
    two_workers.workers = Some(2);
    let server = Server::start_with(two_workers, None);
    let (_, _, tables) = &applicants()[1];
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let request = server.client.post(format!("{}/api/v1/score", server.base));
            let request = request.json(tables);
            spawn(async move { request.send().await.unwrap().text().await.unwrap() })
        })
        .collect();
    let mut answers = BTreeSet::new();
    for call in calls {
        answers.insert(call.await.unwrap());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
}
