//! What pictures that a model painted were asked to show.
//!
//! ```text
//! Stable Diffusion   PNG text "parameters", EXIF UserComment: a prompt up to "Negative prompt:" or "Steps:"
//! SwarmUI            the same places: {"sui_image_params": {"prompt": …}}
//! NovelAI            PNG text "Description": a prompt, if "Software" is NovelAI; "Comment", UserComment:
//!                    {"prompt": …, "v4_prompt": {"caption": {"base_caption": …, "char_captions": [{"char_caption": …}]}}}
//! InvokeAI           PNG text "invokeai_metadata": {"positive_prompt": …}
//! ComfyUI            PNG text "prompt", EXIF Make or Model behind "prompt:" ([`Graph`]); "workflow" where there is no other
//! ```
//! A prompt says what was wanted, which may not be there to see: no word of it is more than a guess, its sentences are no tags,
//! and words for how well it was to be painted are left out. What cannot be read says nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::sidecar::{Statement, json, kohya, prompt};
use crate::tag::normalise;

/// What nodes of ComfyUI hold beside their text, in the graph that its page draws.
const CONTROLS: [&str; 4] = ["fixed", "randomize", "increment", "decrement"];

/// What inputs of ComfyUI's nodes are called that hold a text.
const TEXT_INPUTS: [&str; 8] = ["text", "string", "prompt", "value", "t5xxl", "clip_l", "clip_g", "populated_text"];

/// Inputs that no prompt comes by: models, with the names of their files, and what is not wanted.
const OTHER_INPUTS: [&str; 4] = ["model", "clip", "vae", "negative"];

/// Words for how well something is painted.
const PRAISE: [&str; 5] = ["masterpiece", "very_aesthetic", "newest", "highres", "absurdres"];

/// A text in a picture in which a prompt may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prompt<'a> {
    pub(super) place: Place,
    pub(super) bytes: Cow<'a, [u8]>,
}

/// Where a text lies, which tells what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A place for prompts alone.
    Own,
    /// A place for any text: EXIF's UserComment behind eight letters for its encoding, or a PNG's "Comment".
    Comment,
    /// EXIF's name of a camera, in which ComfyUI writes behind a word.
    Camera,
    /// The graph that ComfyUI's page draws.
    Workflow,
}

impl Prompt<'_> {
    /// The prompts in it.
    fn texts(&self) -> Vec<String> {
        let text = self.text();
        let (text, place) = match self.place {
            Place::Camera => match text.split_once(':') {
                Some(("prompt" | "Prompt", graph)) => (graph, Place::Own),
                Some(("workflow" | "Workflow", graph)) => (graph, Place::Workflow),
                _ => return Vec::new(),
            },
            place => (text.as_ref(), place),
        };
        match json::object(text) {
            Ok(object) if place == Place::Workflow => Graph::of_workflow(&object).texts(),
            Ok(object) => texts_of(&object),
            Err(_) if text.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"')) => {
                Vec::new()
            }
            // A comment may be anything: parameters show that it is a prompt.
            Err(_) if place == Place::Own || place == Place::Comment && prompt::body(text).1 => vec![text.to_owned()],
            Err(_) => Vec::new(),
        }
    }

    fn text(&self) -> Cow<'_, str> {
        let text = match self.bytes.as_ref() {
            [b'U', b'N', b'I', b'C', b'O', b'D', b'E', 0, units @ ..] => Cow::Owned(utf16(units)),
            [b'A', b'S', b'C', b'I', b'I', 0, 0, 0, text @ ..] | [0, 0, 0, 0, 0, 0, 0, 0, text @ ..] => {
                String::from_utf8_lossy(text)
            }
            // Texts of PNG are Latin-1 by its rules and UTF-8 by what programs write.
            bytes => str::from_utf8(bytes)
                .map_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect(), Cow::Borrowed),
        };
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches('\0')),
            Cow::Owned(text) => Cow::Owned(text.trim_matches('\0').to_owned()),
        }
    }
}

/// Reads texts; one statement for each prompt.
pub(super) fn read(mut texts: Vec<Prompt<'_>>) -> Vec<Statement> {
    texts.sort_by_key(|text| text.place);
    let mut seen = HashSet::new();
    let mut statements = Vec::new();
    for text in &texts {
        if text.place != Place::Workflow || statements.is_empty() {
            let new = text.texts().into_iter().filter(|prompt| seen.insert(prompt.clone()));
            statements.extend(new.map(|prompt| statement(&prompt)));
        }
    }
    statements
}

fn statement(text: &str) -> Statement {
    let mut statement = kohya::caption(text);
    let is_praise = |name: &str| PRAISE.contains(&name) || name.ends_with("_quality") || name.starts_with("score_");
    statement.words.retain(|word| !is_praise(&normalise(&word.text)));
    statement.prose.clear();
    statement
}

/// The text of units whose order nobody agrees on: ASCII is in every prompt, and shows on which side the zeros are.
fn utf16(units: &[u8]) -> String {
    let units = units.as_chunks::<2>().0;
    let n_big = units.iter().filter(|[high, low]| *high == 0 && *low != 0).count();
    let n_little = units.iter().filter(|[low, high]| *high == 0 && *low != 0).count();
    let unit = |unit: &[u8; 2]| if n_big >= n_little { u16::from_be_bytes(*unit) } else { u16::from_le_bytes(*unit) };
    String::from_utf16_lossy(&units.iter().map(unit).collect::<Vec<_>>())
}

/// The prompts in an object of any of the programs.
fn texts_of(object: &Map<String, Value>) -> Vec<String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    // NovelAI puts its comment into another one in WebP.
    if let Some(inner) = object.get("Comment").and_then(Value::as_str) {
        return json::object(inner).map_or_else(|_| Vec::new(), |inner| texts_of_flat(&inner));
    }
    match object.get("sui_image_params") {
        Some(parameters) => text(parameters.get("prompt")).into_iter().collect(),
        None if object.values().any(|node| node.get("class_type").is_some()) => Graph::of_prompt(object).texts(),
        None => texts_of_flat(object),
    }
}

fn texts_of_flat(object: &Map<String, Value>) -> Vec<String> {
    let caption = object.get("v4_prompt").and_then(|prompt| prompt.get("caption"));
    let persons = caption.and_then(|caption| caption.get("char_captions")).and_then(Value::as_array);
    let persons = persons.into_iter().flatten().map(|person| person.get("char_caption"));
    let texts = [object.get("positive_prompt"), object.get("prompt"), caption.and_then(|it| it.get("base_caption"))];
    texts.into_iter().chain(persons).flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// ComfyUI's nodes, by their numbers, and what flows between them.
///
/// ```text
/// prompt     {number: {"class_type": …, "inputs": {name: value | [number, output]}}}
/// workflow   {"nodes": [{"id": …, "type": …, "inputs": [{"name": …, "link": …}], "widgets_values": [value]}],
///             "links": [[link, from node, output, to node, input, kind]]}
/// ```
/// Prompts are the texts of the nodes that an input called "positive" comes from, whatever lies between; where no node has
/// such an input, one called "conditioning".
#[derive(Default)]
struct Graph<'a> {
    nodes: HashMap<Cow<'a, str>, Node<'a>>,
}

#[derive(Default)]
struct Node<'a> {
    /// The names of inputs with the nodes that they come from.
    inputs: Vec<(&'a str, Cow<'a, str>)>,
    texts: Vec<&'a str>,
    /// A text that is what "positive" says itself.
    positive: Option<&'a str>,
}

impl<'a> Graph<'a> {
    fn of_prompt(object: &'a Map<String, Value>) -> Self {
        let mut graph = Self::default();
        for (number, node) in object {
            let mut read = Node::default();
            for (name, value) in node.get("inputs").and_then(Value::as_object).into_iter().flatten() {
                match value {
                    Value::String(text) if name == "positive" => read.positive = Some(text),
                    Value::String(text) if TEXT_INPUTS.iter().any(|start| name.starts_with(start)) => {
                        read.texts.push(text)
                    }
                    Value::Array(link) => {
                        let from = link.first().and_then(Value::as_str);
                        read.inputs.extend(from.map(|from| (name.as_str(), Cow::Borrowed(from))));
                    }
                    _ => {}
                }
            }
            graph.nodes.insert(Cow::Borrowed(number), read);
        }
        graph
    }

    fn of_workflow(object: &'a Map<String, Value>) -> Self {
        let list = |value: Option<&'a Value>| value.and_then(Value::as_array).into_iter().flatten();
        let number = |value: Option<&Value>| value.and_then(Value::as_i64);
        let links: HashMap<i64, i64> =
            list(object.get("links")).filter_map(|link| Some((number(link.get(0))?, number(link.get(1))?))).collect();
        let mut graph = Self::default();
        for node in list(object.get("nodes")) {
            let Some(id) = number(node.get("id")) else { continue };
            let inputs = list(node.get("inputs")).filter_map(|input| {
                let from = links.get(&number(input.get("link"))?)?;
                Some((input.get("name")?.as_str()?, Cow::Owned(from.to_string())))
            });
            let kind = node.get("type").and_then(Value::as_str).unwrap_or_default().to_lowercase();
            let has_text = ["text", "prompt", "string", "primitive"].iter().any(|word| kind.contains(word));
            let texts = list(node.get("widgets_values")).filter_map(Value::as_str);
            let texts = texts.filter(|text| has_text && !CONTROLS.contains(text)).collect();
            graph.nodes.insert(Cow::Owned(id.to_string()), Node { inputs: inputs.collect(), texts, positive: None });
        }
        graph
    }

    /// The prompts, in the order of the numbers of their nodes.
    fn texts(&self) -> Vec<String> {
        let starts = |name: &str| -> Vec<&Cow<'a, str>> {
            let inputs = self.nodes.values().flat_map(|node| &node.inputs);
            inputs.filter(|(input, _)| *input == name).map(|(_, from)| from).collect()
        };
        let own: Vec<&str> = self.nodes.values().filter_map(|node| node.positive).collect();
        let mut open = starts("positive");
        if open.is_empty() && own.is_empty() {
            open = starts("conditioning");
        }
        let mut seen: HashSet<&Cow<'a, str>> = HashSet::new();
        let mut texts = own;
        while let Some(number) = open.pop() {
            let Some(node) = self.nodes.get(number).filter(|_| seen.insert(number)) else { continue };
            texts.extend(&node.texts);
            open.extend(node.inputs.iter().filter(|(name, _)| !OTHER_INPUTS.contains(name)).map(|(_, from)| from));
        }
        // What is met in the order of a hash map is brought into one that is the same each time.
        texts.sort_unstable();
        texts.dedup();
        texts.into_iter().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[(Place, &str)]) -> String {
        let prompt =
            |(place, text): &(Place, &str)| Prompt { place: *place, bytes: Cow::Owned(text.as_bytes().to_vec()) };
        let statements = read(texts.iter().map(prompt).collect());
        let words: Vec<String> = statements.into_iter().flat_map(|said| said.words).map(|word| word.text).collect();
        words.join("|")
    }

    #[test]
    fn each_programs_prompt_is_found_and_what_was_not_wanted_is_not() {
        let graph = |positive: &str| {
            format!(
                r#"{{"3":{{"class_type":"KSampler","inputs":{{"positive":["9",0],"negative":["7",0],"seed":1}}}},
                "9":{{"class_type":"ControlNet","inputs":{{"positive":["6",0],"negative":["7",0]}}}},
                "6":{{"class_type":"CLIPTextEncode","inputs":{{"text":{positive},"clip":["4",1]}}}},
                "8":{{"class_type":"String","inputs":{{"value":"1girl, rain"}}}},
                "7":{{"class_type":"CLIPTextEncode","inputs":{{"text":"smile, lowres","clip":["4",1]}}}}}}"#
            )
        };
        let unicode = |to_bytes: fn(u16) -> [u8; 2]| {
            let units: Vec<u8> = "1girl, x\nSteps: 2".encode_utf16().flat_map(to_bytes).collect();
            String::from_utf8([b"UNICODE\0", units.as_slice()].concat()).unwrap()
        };
        let workflow = r#"{"nodes":[{"id":3,"type":"KSampler","inputs":[{"name":"positive","link":5},{"name":"negative","link":6}],
            "widgets_values":[1,"randomize"]},{"id":6,"type":"CLIPTextEncode","widgets_values":["1girl, rain"]},
            {"id":7,"type":"CLIPTextEncode","widgets_values":["smile"]}],"links":[[5,6,0,3,1,"C"],[6,7,0,3,2,"C"]]}"#;
        let novelai = r#"{"prompt":"1girl","uc":"smile","v4_prompt":{"caption":{"base_caption":"1girl","char_captions":
            [{"char_caption":"girl, 1.2::rain::"}]}},"v4_negative_prompt":{"caption":{"base_caption":"smile"}}}"#;
        let circle = r#"{"1":{"class_type":"A","inputs":{"positive":["2",0]}},"2":{"class_type":"B","inputs":{"a":["2",0],"text":"rain"}}}"#;
        for (place, text, expected) in [
            (
                Place::Own,
                "masterpiece, best quality, 1girl, (rain:1.2)\nNegative prompt: smile\nSteps: 20",
                "1girl|rain",
            ),
            (Place::Own, "A girl walks in the rain, she wears a red dress.\nSteps: 3", ""),
            (Place::Own, r#"{"sui_image_params":{"prompt":"rain","negativeprompt":"smile"}}"#, "rain"),
            (Place::Own, r#"{"positive_prompt":"rain","negative_prompt":"smile"}"#, "rain"),
            (Place::Own, &graph(r#""1girl, rain""#), "1girl|rain"),
            (Place::Own, &graph(r#"["8",0]"#), "1girl|rain"),
            (Place::Own, circle, "rain"),
            (Place::Workflow, workflow, "1girl|rain"),
            (Place::Comment, novelai, "1girl|girl|rain"),
            (
                Place::Comment,
                &Value::from(Map::from_iter([("Comment".to_owned(), novelai.into())])).to_string(),
                "1girl|girl|rain",
            ),
            (Place::Comment, &unicode(u16::to_be_bytes), "1girl|x"),
            (Place::Comment, &unicode(u16::to_le_bytes), "1girl|x"),
            (Place::Comment, "ASCII\0\0\0x, rain\nSteps: 2", "x|rain"),
            (Place::Comment, "Screenshot", ""),
            (Place::Camera, r#"prompt:{"positive_prompt":"rain"}"#, "rain"),
            (Place::Camera, "Canon", ""),
        ] {
            assert_eq!(words(&[(place, text)]), expected, "{text}");
        }
        assert_eq!(words(&[(Place::Workflow, workflow), (Place::Own, "crying")]), "crying");
    }
}
