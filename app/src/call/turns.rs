//! How long the turns of a relay session took: a bar for each, and what they were like.

use flow::relay::latency::{Spread, TurnTimes};
use leptos::prelude::*;

use super::phone::Phone;
use crate::components::For;
use crate::reactive::{Memo, memo};

/// The parts of a wait, in order: what the bar shows and the table tells.
const PARTS: [(&str, &str); 3] = [
    ("recognition", "Recognition: from the caller's last word to the prompt"),
    ("server", "Your server: from the prompt to its first token"),
    ("voice", "Voice: from the first token to the agent's voice"),
];

/// The turns of the last session, once there is one.
#[component]
pub(super) fn Turns() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let turns = memo(move || phone.log.with(|log| log.latency.turns().to_vec()));
    let summary = memo(move || phone.log.with(|log| log.latency.summary()));
    let longest = memo(move || turns.with(|turns| turns.iter().map(wait).max()));
    let head = move || {
        let count = turns.with(Vec::len);
        let plural = if count == 1 { "" } else { "s" };
        let median =
            summary.get().total.map(|total| format!(", median wait {}", ms(total.median_ms)));
        format!("{count} turn{plural}{}", median.unwrap_or_default())
    };
    let rows = move || {
        let summary = summary.get();
        let rows = [
            ("Recognition", summary.recognition),
            ("Your server", summary.server),
            ("Voice", summary.synthesis),
            ("What the caller waits", summary.total),
        ];
        rows.into_iter().filter_map(|(name, spread)| Some((name, spread?))).map(row).collect_view()
    };

    view! {
        <Show when=move || turns.with(|turns| !turns.is_empty())>
            <details class="turns" open>
                <summary class="turns__head">{head}</summary>
                <ol class="turns__list" aria-label="Turns">
                    <For each=move || 0..turns.with(Vec::len) key=|at| *at let:at>
                        <TurnBar turn=memo(move || turns.with(|turns| turns.get(at).copied())) longest/>
                    </For>
                </ol>
                <table class="turns__table">
                    <thead>
                        <tr>
                            <th scope="col">"Delay"</th>
                            <th scope="col">"Min"</th>
                            <th scope="col">"Median"</th>
                            <th scope="col">"p95"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </Show>
    }
}

fn row((name, Spread { min_ms, median_ms, p95_ms }): (&'static str, Spread)) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{ms(min_ms)}</td>
            <td>{ms(median_ms)}</td>
            <td>{ms(p95_ms)}</td>
        </tr>
    }
}

/// One turn: the parts of the wait side by side, on the scale of the longest.
#[component]
fn TurnBar(turn: Memo<Option<TurnTimes>>, longest: Memo<Option<u64>>) -> impl IntoView {
    let part = move |at: usize| {
        let (class, words) = PARTS[at];
        let length = move || turn.get().map_or(0, |turn| parts(&turn)[at].unwrap_or_default());
        view! {
            <span
                class=format!("turns__part turns__part--{class}")
                title=move || format!("{words}, {}", ms(length()))
                style:width=move || format!("{}%", percent(length(), longest.get().unwrap_or(1)))
            ></span>
        }
    };
    let words = move || turn.get().map(|turn| spoken(&turn)).unwrap_or_default();

    view! {
        <li class="turns__turn">
            <span class="turns__bar" aria-hidden="true">{[0, 1, 2].map(part).collect_view()}</span>
            <span class="turns__words">{words}</span>
        </li>
    }
}

/// The lengths of a wait's parts, in milliseconds, as far as they are over.
fn parts(turn: &TurnTimes) -> [Option<u64>; 3] {
    [
        Some(turn.sent.since(turn.stopped)),
        turn.first_token.map(|at| at.since(turn.sent)),
        turn.speech_started.zip(turn.first_token).map(|(start, token)| start.since(token)),
    ]
}

fn wait(turn: &TurnTimes) -> u64 {
    parts(turn).into_iter().flatten().sum()
}

/// A turn in a few words.
fn spoken(turn: &TurnTimes) -> String {
    match (turn.speech_started, turn.speech_ended) {
        (None, _) => "no answer yet".to_owned(),
        (Some(_), None) => format!("{}, speaking", ms(wait(turn))),
        (Some(from), Some(to)) => format!("{}, spoke {}", ms(wait(turn)), ms(to.since(from))),
    }
}

/// A delay as it is read best.
fn ms(ms: u64) -> String {
    if ms < 1_000 { format!("{ms} ms") } else { format!("{}.{:02} s", ms / 1_000, ms / 10 % 100) }
}

/// How much of the whole a part is.
#[expect(clippy::cast_precision_loss)]
fn percent(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use flow::Timestamp;

    use super::*;

    #[test]
    fn a_turn_is_told_as_far_as_it_is_over() {
        let mut turn = TurnTimes {
            stopped: Timestamp(1_000),
            sent: Timestamp(1_400),
            first_token: None,
            speech_started: None,
            speech_ended: None,
        };
        assert_eq!(spoken(&turn), "no answer yet");
        assert_eq!(wait(&turn), 400);
        turn.first_token = Some(Timestamp(1_500));
        turn.speech_started = Some(Timestamp(1_830));
        assert_eq!(spoken(&turn), "830 ms, speaking");
        turn.speech_ended = Some(Timestamp(4_080));
        assert_eq!(spoken(&turn), "830 ms, spoke 2.25 s");
        assert_eq!(parts(&turn), [Some(400), Some(100), Some(330)]);
    }
}
