//! Capture Payments: take a card or an account by keypad
//! (`reference/studio/widgets.md`, "capture-payments").

use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Question, Visit, leave_as_settled};

/// How long somebody types a card when nobody says so.
const TYPING_MS: u64 = 20_000;

const CARDS: &[(&str, &str)] = &[
    ("visa", "Visa"),
    ("master-card", "Mastercard"),
    ("mastercard", "Mastercard (other spelling)"),
    ("amex", "American Express"),
    ("discover", "Discover"),
    ("diners-club", "Diners Club"),
    ("jcb", "JCB"),
    ("maestro", "Maestro"),
    ("optima", "Optima"),
    ("enroute", "enRoute"),
];

pub(super) static WIDGET: Widget = Widget {
    kind: "capture-payments",
    label: "Capture Payments",
    category: Category::Voice,
    summary: "Take a card or an account by keypad",
    prefix: "pay",
    events: &[
        on("success", "Success"),
        on("maxFailedAttempts", "Max Failed Attempts"),
        on("providerError", "Provider Error"),
        on("payInterrupted", "Pay Interrupted"),
        on("hangup", "Caller Hung Up"),
        on("validationError", "Validation Error"),
    ],
    fields: &[
        Field::new("payment_connector", "Payment connector", Control::Text)
            .help("Set up in Twilio's console beforehand."),
        Field::new(
            "payment_method",
            "Pay by",
            Control::Choice(&[("CREDIT_CARD", "Card"), ("ACH_DEBIT", "Bank account")]),
        )
        .fresh(Fresh::Text("CREDIT_CARD")),
        Field::new("payment_amount", "Amount", Control::Text).help("Without one a token is made."),
        Field::new("currency", "Currency", Control::Text).fresh(Fresh::Text("usd")),
        Field::new(
            "payment_token_type",
            "Token",
            Control::Choice(&[("one-time", "For one payment"), ("reusable", "For many")]),
        ),
        Field::new("description", "Description", Control::Text),
        Field::new("language", "Language", Control::Suggest(super::LANGUAGES)),
        Field::new(
            "timeout",
            "Wait for a key",
            Control::Integer { min: 0, max: super::UNBOUNDED, unit: "seconds" },
        )
        .fresh(Fresh::Integer(5)),
        Field::new(
            "max_attempts",
            "Attempts",
            Control::Integer { min: 1, max: super::UNBOUNDED, unit: "times" },
        )
        .fresh(Fresh::Integer(2)),
        Field::new("security_code", "Ask for the security code", Control::Switch)
            .fresh(Fresh::Boolean(true)),
        Field::new("postal_code", "Ask for the postal code", Control::Suggest(&["true", "false"]))
            .help("Any other text is taken as the postal code.")
            .fresh(Fresh::Text("true")),
        Field::new(
            "min_postal_code_length",
            "Shortest postal code",
            Control::Integer { min: 0, max: super::UNBOUNDED, unit: "characters" },
        ),
        Field::new("valid_card_types", "Cards taken", Control::Several(CARDS)),
        Field::new(
            "bank_account_type",
            "Account type",
            Control::Choice(&[
                ("CONSUMER_CHECKING", "Consumer checking"),
                ("CONSUMER_SAVINGS", "Consumer savings"),
                ("COMMERCIAL_CHECKING", "Commercial checking"),
                ("COMMERCIAL_SAVINGS", "Commercial savings"),
            ]),
        ),
        Field::new("parameters", "Parameters", Control::Pairs)
            .help("Handed to the payment connector."),
    ],
    shows: &["description", "payment_amount"],
    sets: &[
        "Result",
        "PaymentToken",
        "PaymentConfirmationCode",
        "ProfileId",
        "PaymentCardNumber",
        "PaymentCardType",
        "PaymentCardPostalCode",
        "ExpirationDate",
        "SecurityCode",
    ],
    outcomes: &[
        Outcome::on("pays", "The caller pays", "success").sets(&[("Result", "success")]).details(
            &[
                Detail::new("PaymentCardNumber", "Card number, masked", "xxxxxxxxxxxx1111"),
                Detail::new("PaymentCardType", "Card", "visa"),
                Detail::new("ExpirationDate", "Valid until", "1230"),
                Detail::new("SecurityCode", "Security code, masked", "xxx"),
                Detail::new("PaymentCardPostalCode", "Postal code", ""),
                Detail::new("PaymentConfirmationCode", "Confirmation of a charge", ""),
                Detail::new("PaymentToken", "Token where nothing is charged", ""),
                Detail::new("ProfileId", "Profile at the provider", ""),
            ],
        ),
        Outcome::on("gives-up", "Too many failed attempts", "maxFailedAttempts")
            .sets(&[("Result", "too-many-failed-attempts")]),
        Outcome::on("provider-fails", "The payment provider refuses", "providerError")
            .sets(&[("Result", "payment-connector-error")]),
        Outcome::on("interrupts", "The caller presses the star key", "payInterrupted")
            .sets(&[("Result", "caller-interrupted-with-star")]),
        Outcome::on("not-valid", "The settings are not valid", "validationError")
            .sets(&[("Result", "validation-error")]),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    let amount = settings.text("payment_amount").trim();
    let text = match amount {
        "" => "Taking a card, without a charge".to_owned(),
        amount => format!("Charging {amount} {}", settings.text_or("currency", "usd")),
    };
    let question =
        Question::new(text, &settings).unattended("pays", TYPING_MS).keep("amount", amount);
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    match event {
        Happening::CallerHungUp => {
            visit.give_up_question();
            visit.set_call_parameters();
            visit.set("Result", "caller-hung-up");
            Ok(Choice::Leave("hangup"))
        }
        // The star key interrupts, as with Twilio.
        Happening::CallerPressed { key: '*' } => {
            match visit.settle("interrupts", Default::default(), false) {
                Some(answer) => {
                    visit.set_call_parameters();
                    visit.store(&answer);
                    Ok(answer.choice())
                }
                None => Ok(Choice::Stay),
            }
        }
        _ => leave_as_settled(visit, event),
    }
}
