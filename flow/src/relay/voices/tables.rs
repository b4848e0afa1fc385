//! The names of voices, models and languages (`reference/relay/voices.md`). Twilio's inventory
//! changes without notice: a name that is missing here may well exist.

/// Google's voices: family, variants, and the languages that have just these. A voice is named
/// `<language>-<family>-<variant>`.
#[cfg(feature = "run")]
pub(super) const GOOGLE: &[(&str, &str, &str)] = &[
    (
        "Chirp3-HD",
        "Aoede Charon Fenrir Kore Leda Orus Puck Zephyr",
        "ar-XA bn-IN cmn-CN de-DE en-AU en-GB en-IN en-US es-ES es-US fr-CA fr-FR gu-IN \
        hi-IN id-ID it-IT ja-JP kn-IN ko-KR ml-IN mr-IN nl-NL pl-PL pt-BR ru-RU ta-IN \
        te-IN th-TH tr-TR vi-VN",
    ),
    ("Journey", "D F O", "en-US"),
    ("Neural2", "A B C", "es-US ko-KR pt-BR"),
    ("Neural2", "A B C D", "en-AU en-IN fr-CA hi-IN"),
    ("Neural2", "A B C D E F G", "fr-FR"),
    ("Neural2", "A B C D E F G H", "es-ES"),
    ("Neural2", "A B C D F G H", "de-DE"),
    ("Neural2", "A B C D F N O", "en-GB"),
    ("Neural2", "A C D E F G H I J", "en-US"),
    ("Neural2", "A C F", "it-IT"),
    ("Neural2", "A D", "fil-ph vi-VN"),
    ("Neural2", "B C D", "ja-JP"),
    ("Neural2", "C", "th-TH"),
    ("Neural2", "D F", "da-DK"),
    ("Standard", "A", "af-ZA sr-RS th-TH uk-UA"),
    (
        "Standard",
        "A B",
        "am-ET bg-BG ca-ES cs-CZ el-GR eu-ES fi-FI gl-ES hu-HU is-IS lt-LT lv-LV ro-RO \
        sk-SK",
    ),
    ("Standard", "A B C", "cmn-TW es-US mr-IN"),
    (
        "Standard",
        "A B C D",
        "ar-XA bn-IN cmn-CN en-AU fil-PH fr-CA gu-IN he-IL id-ID ja-JP kn-IN ko-KR ml-IN \
        ms-MY nl-BE pa-IN ta-IN te-IN vi-VN yue-HK",
    ),
    ("Standard", "A B C D E", "pt-BR ru-RU tr-TR"),
    ("Standard", "A B C D E F", "en-IN hi-IN it-IT pt-PT"),
    ("Standard", "A B C D E F G", "fr-FR nb-NO nl-NL pl-PL sv-SE"),
    ("Standard", "A B C D E F G H", "de-DE es-ES"),
    ("Standard", "A B C D E F G H I J", "en-US"),
    ("Standard", "A B C D F N O", "en-GB"),
    ("Standard", "A C D E F G", "da-DK"),
    ("Wavenet", "A", "hu-HU uk-UA"),
    ("Wavenet", "A B", "am-ET cs-CZ el-GR fi-FI ro-RO sk-SK"),
    ("Wavenet", "A B C", "cmn-TW es-US mr-IN"),
    (
        "Wavenet",
        "A B C D",
        "ar-XA bn-IN cmn-CN en-AU fil-PH fr-CA gu-IN he-IL id-ID ja-JP kn-IN ko-KR ml-IN \
        ms-MY nl-BE pa-IN ta-IN vi-VN",
    ),
    ("Wavenet", "A B C D E", "pt-BR ru-RU tr-TR"),
    ("Wavenet", "A B C D E F", "en-IN hi-IN it-IT pt-PT"),
    ("Wavenet", "A B C D E F G", "fr-FR nb-NO nl-NL pl-PL sv-SE"),
    ("Wavenet", "A B C D E F G H", "de-DE"),
    ("Wavenet", "A B C D E F G H I J", "en-US"),
    ("Wavenet", "A B C D F N O", "en-GB"),
    ("Wavenet", "A C D E F G", "da-DK"),
    ("Wavenet", "B C D E F G H", "es-ES"),
];

/// Amazon's voices by family; a name is followed by its family unless that is `Standard`.
pub(super) const AMAZON: &[(&str, &str)] = &[
    (
        "Neural",
        "Adriano Amy Andres Aria Arlet Arthur Ayanda Bianca Brian Burcu Camila Daniel \
        Danielle Elin Emma Gabrielle Gregory Hala Hannah Hiujin Ida Ines Isabelle Ivy \
        Joanna Joey Justin Kajal Kazuha Kendra Kevin Kimberly Laura Lea Liam Lisa Lucia \
        Lupe Matthew Mia Niamh Ola Olivia Pedro Remi Ruth Salli Seoyeon Sergio Sofie \
        Stephen Suvi Takumi Thiago Tomoko Vicki Vitoria Zayd Zhiyu",
    ),
    (
        "Generative",
        "Amy Andres Ayanda Bianca Daniel Danielle Joanna Kajal Lea Lucia Lupe Matthew Mía \
        Olivia Pedro Ruth Rémi Sergio Stephen Vicki",
    ),
    (
        "Standard",
        "Aditi Amy Astrid Bianca Brian Camila Carla Carmen Celine Chantal Conchita \
        Cristiano Dora Emma Enrique Ewa Filiz Geraint Giorgio Gwyneth Hans Ines Ivy \
        Jacek Jan Joanna Joey Justin Karl Kendra Kevin Kimberly Lea Liv Lotte Lucia Lupe \
        Mads Maja Marlene Mathieu Matthew Maxim Mia Miguel Mizuki Naja Nicole Penelope \
        Raveena Ricardo Ruben Russell Salli Seoyeon Takumi Tatyana Vicki Vitoria Zeina \
        Zhiyu",
    ),
];

/// ElevenLabs' voices in Twilio's inventory: primary language, id and name, separated by tabs.
#[cfg(feature = "run")]
pub(super) const ELEVENLABS: &str = include_str!("elevenlabs.tsv");

/// What may stand behind the id of an ElevenLabs voice.
pub(super) const ELEVENLABS_MODELS: &[&str] = &["flash_v2_5", "flash_v2", "turbo_v2_5", "turbo_v2"];

/// Deepgram's models.
pub const DEEPGRAM_MODELS: &[&str] = &[
    "nova-3-general",
    "nova-3-medical",
    "nova-2-general",
    "nova-2-phonecall",
    "nova-2-meeting",
    "nova-2-finance",
    "nova-2-conversationalai",
    "nova-2-voicemail",
    "nova-2-medical",
    "nova-2-drivethru",
    "nova-2-automotive",
    "nova-2-atc",
    "nova-2-video",
    "flux",
    "flux-general-en",
];

/// Google's models.
pub const GOOGLE_MODELS: &[&str] = &[
    "telephony",
    "telephony_short",
    "long",
    "short",
    "chirp",
    "chirp_2",
    "chirp_telephony",
    "medical_dictation",
    "medical_conversation",
];

/// Language tags that Twilio's own libraries list for speech or recognition.
pub(super) const LANGUAGES: &str = "af-ZA am-ET ar-AE ar-BH ar-DZ ar-EG ar-IL ar-IQ ar-JO ar-KW ar-LB ar-MA ar-OM ar-PS ar-QA \
    ar-SA ar-TN ar-XA arb az-AZ bg-BG bn-BD bn-IN ca-ES cmn-CN cmn-Hans-CN cmn-Hant-TW cmn-TW \
    cs-CZ cy-GB da-DK de-AT de-DE el-GR en-AU en-CA en-GB en-GB-WLS en-GH en-IE en-IN en-KE \
    en-NG en-NZ en-PH en-SG en-TZ en-US en-ZA es-AR es-BO es-CL es-CO es-CR es-DO es-EC es-ES \
    es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-PY es-SV es-US es-UY es-VE et-EE eu-ES fa-IR \
    fi-FI fil-PH fr-BE fr-CA fr-FR gl-ES gu-IN he-IL hi-IN hr-HR hu-HU hy-AM id-ID is-IS it-IT \
    ja-JP jv-ID ka-GE km-KH kn-IN ko-KR lo-LA lt-LT lv-LV mk-MK ml-IN mn-MN mr-IN ms-MY my-MM \
    nar-IQ nb-NO ne-NP nl-BE nl-NL pa-IN pa-guru-IN pl-PL pt-BR pt-PT ro-RO ru-RU si-LK sk-SK \
    sl-SI sq-AL sr-RS su-ID sv-SE sw-KE sw-TZ ta-IN ta-LK ta-MY ta-SG te-IN th-TH tr-TR uk-UA \
    ur-IN ur-PK uz-UZ vi-VN yue-HK yue-Hant-HK zh zh-CN zh-HK zh-TW zu-ZA";

/// The primary languages of those tags and of ElevenLabs' voices.
pub(super) const PRIMARY: &str = "af am ar arb az bg bn ca cmn cs cy da de el en es et eu fa fi fil fr gl gu he hi hr hu hy id \
    is it ja jv ka km kn ko lo lt lv mk ml mn mr ms my nar nb ne nl no pa pl pt ro ru si sk sl \
    sq sr su sv sw ta te th tr uk ur uz vi yue zh zu";
