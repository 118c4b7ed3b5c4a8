//! What a media looks like as bytes that are stored, and how they are read again.
//!
//! ```text
//! still       FrameLook (of fixed length), then Look: it can be found as a still, and as a frame of an animation
//! animation   Scene
//! ```

use image::RgbaImage;

use super::looping::Looping;
use super::scene::{FRAME_LOOK_VERSION, FrameLook, SCENE_VERSION, Scene};
use super::still::{LOOK_VERSION, Look};

/// What a signature describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignatureKind {
    /// A still, or an animation in which nothing moves.
    Look,
    /// An animation.
    Scene,
}

impl SignatureKind {
    /// The version of the signatures that are made today. That of a still goes up with either of its two descriptions.
    pub const fn version(self) -> u32 {
        match self {
            Self::Look => LOOK_VERSION * 1_000 + FRAME_LOOK_VERSION,
            Self::Scene => SCENE_VERSION,
        }
    }
}

/// The description of a media by which it is found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// What is described.
    pub kind: SignatureKind,
    /// The version of the description ([`SignatureKind::version`]).
    pub version: u32,
    /// The description.
    pub data: Vec<u8>,
}

impl Signature {
    /// Describes a still by its thumbnail, which is also what it is compared by.
    pub fn of_still(thumbnail: &RgbaImage) -> Self {
        let mut data = FrameLook::of(thumbnail).to_bytes();
        data.extend(Look::of(thumbnail).to_bytes());
        Self::new(SignatureKind::Look, data)
    }

    /// Describes an animation.
    pub fn of_scene(scene: &Scene) -> Self {
        Self::new(SignatureKind::Scene, scene.to_bytes())
    }

    fn new(kind: SignatureKind, data: Vec<u8>) -> Self {
        Self { kind, version: kind.version(), data }
    }

    /// Whether it was made by today's version.
    pub fn is_current(&self) -> bool {
        self.version == self.kind.version()
    }

    /// How the animation that it describes runs from its end on; `None` of a still, and if it was made by another version.
    pub fn looping(&self) -> Option<Looping> {
        let scene = self.is_current().then(|| self.looks().scene)??;
        scene.looping()
    }

    /// Reads what it describes.
    pub fn looks(&self) -> Looks {
        Looks::from_bytes(self.kind, &self.data)
    }
}

/// What is known of how a media looks; nothing where a description could not be read.
#[derive(Default)]
pub struct Looks {
    /// A still, to be compared with stills.
    pub look: Option<Look>,
    /// The same still, to be found in an animation.
    pub frame: Option<FrameLook>,
    /// An animation.
    pub scene: Option<Scene>,
}

impl Looks {
    /// Reads the data of a signature of today's version.
    pub fn from_bytes(kind: SignatureKind, data: &[u8]) -> Self {
        match kind {
            SignatureKind::Scene => Self { scene: Scene::from_bytes(data), ..Self::default() },
            SignatureKind::Look => {
                let (frame, look) = data.split_at_checked(FrameLook::N_BYTES).unwrap_or_default();
                Self { look: Look::from_bytes(look), frame: FrameLook::from_bytes(frame), scene: None }
            }
        }
    }
}
