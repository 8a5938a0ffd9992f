//! Pictures of lines -> characters, by PP-OCRv6 small in the runtime `rten`. The only place that names either.

use rten::Model;
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::crops::{Crop, HEIGHT};
use super::{Read, Sign};

/// The key in the model's own data under which its characters stand, one a line.
const CHARACTERS: &str = "character";
/// Lines read together: more need memory and gain nothing.
const BATCH: usize = 8;
/// Pixels together in a batch at most.
const BATCH_WIDTH: usize = 4096;

/// A model that reads lines.
pub struct Recogniser {
    model: Model,
    /// By the index of the model's classes less one; class 0 is no character.
    characters: Vec<char>,
}

/// Why the model cannot read.
#[derive(Debug, thiserror::Error)]
pub enum RecogniserError {
    /// The file is no model that the runtime can load.
    #[error("{0}")]
    Load(String),
    /// The runtime fails at a picture.
    #[error("{0}")]
    Run(String),
    /// The model does not say which characters it knows.
    #[error("the model names no characters")]
    NoCharacters,
}

impl std::fmt::Debug for Recogniser {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Recogniser of {} characters", self.characters.len())
    }
}

impl Recogniser {
    /// The model in the bytes of an ONNX file.
    ///
    /// # Errors
    /// The bytes are no such model.
    pub fn load(bytes: Vec<u8>) -> Result<Self, RecogniserError> {
        let model = Model::load(bytes).map_err(|error| RecogniserError::Load(error.to_string()))?;
        let names = model.metadata().get(CHARACTERS).ok_or(RecogniserError::NoCharacters)?;
        // An entry of several characters is an emblem that no report prints.
        let character = |it: &str| it.chars().next().unwrap_or(' ');
        let mut characters: Vec<char> = names.lines().map(character).collect();
        characters.push(' ');
        Ok(Self { model, characters })
    }

    /// What each picture says, in their order.
    ///
    /// Pictures of equal widths are read together, and never others: beside a longer line a short one reads otherwise.
    ///
    /// # Errors
    /// What the runtime says.
    pub fn read(&self, crops: &[Crop]) -> Result<Vec<Read>, RecogniserError> {
        let mut order: Vec<usize> = (0..crops.len()).collect();
        order.sort_by_key(|it| crops[*it].picture.width);
        let mut reads = vec![Read::default(); crops.len()];
        for same in order.chunk_by(|a, b| crops[*a].picture.width == crops[*b].picture.width) {
            let most = (BATCH_WIDTH / crops[same[0]].picture.width).clamp(1, BATCH);
            for batch in same.chunks(most) {
                let pictures: Vec<&Crop> = batch.iter().map(|it| &crops[*it]).collect();
                for (index, read) in batch.iter().zip(self.batch(&pictures)?) {
                    reads[*index] = read;
                }
            }
        }
        Ok(reads)
    }

    fn batch(&self, crops: &[&Crop]) -> Result<Vec<Read>, RecogniserError> {
        let width = crops[0].picture.width;
        let mut input = NdTensor::<f32, 4>::zeros([crops.len(), 3, HEIGHT, width]);
        for (index, crop) in crops.iter().enumerate() {
            for channel in 0..3 {
                for y in 0..HEIGHT {
                    for x in 0..width {
                        input[[index, channel, y, x]] = f32::from(crop.picture.at(x, y)) / 127.5 - 1.0;
                    }
                }
            }
        }
        let output = self.model.run_one(input.view().into(), None);
        let output = output.map_err(|error| RecogniserError::Run(error.to_string()))?;
        let output: NdTensor<f32, 3> =
            output.try_into().map_err(|_| RecogniserError::Run("no table of classes".into()))?;
        if output.size(2) != self.characters.len() + 1 {
            return Err(RecogniserError::NoCharacters);
        }
        let step = width as f64 / output.size(1) as f64;
        Ok(crops.iter().enumerate().map(|(index, crop)| self.signs(output.slice(index), crop, step)).collect())
    }

    /// The characters of one line: of neighbouring steps with one class one character is made (Graves 2006).
    fn signs(&self, steps: NdTensorView<'_, f32, 2>, crop: &Crop, step: f64) -> Read {
        let mut read = Read::default();
        let mut before = 0;
        for at in 0..steps.size(0) {
            let classes = steps.slice(at);
            let likely = classes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            let (class, probability) = likely.map_or((0, 0.0), |it| (it.0, *it.1));
            let place = crop.left + (at as f64 + 0.5) * step * crop.ratio;
            if class == before {
                if let Some(sign) = read.0.last_mut().filter(|_| class != 0) {
                    sign.end = place;
                    sign.probability = sign.probability.max(probability);
                }
            } else if let Some(character) = class.checked_sub(1).and_then(|it| self.characters.get(it)) {
                read.0.push(Sign { character: *character, probability, start: place, end: place });
            }
            before = class;
        }
        read
    }
}
