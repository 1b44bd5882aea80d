//! The files of the dashboard's folder and how each travels.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use actix_files::{NamedFile, file_extension_to_mime};
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, HeaderValue};
use actix_web::mime::{self, Mime};
use actix_web::{HttpRequest, HttpResponse};

use crate::problem::Failure;

/// A name with a hash of the content: what lies there never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Kept, but asked after each time; an unchanged file is answered without its content.
const REVALIDATE: &str = "no-cache";
/// The least hexadecimal digits that make a part of a name a hash. Trunk's hashes have 64 bits and
/// are written without leading zeros: not one in a million is shorter than this.
const HASH_DIGITS: usize = 12;
/// Types whose content is compressed already; so are pictures, sound and film, but for SVG.
const COMPRESSED: [&str; 5] = [
    "font/woff",
    "font/woff2",
    "application/zip",
    "application/gzip",
    "application/pdf",
];
/// Compressed twins that may lie beside a file, best first.
const TWINS: [(ContentEncoding, &str); 2] = [
    (ContentEncoding::Brotli, "br"),
    (ContentEncoding::Gzip, "gz"),
];

/// The files by the path that asks for them.
#[derive(Debug)]
pub(super) struct Assets {
    by_path: HashMap<String, Asset>,
    pub(super) page_policy: HeaderValue,
}

/// A file with its compressed twins.
#[derive(Debug)]
pub(super) struct Asset {
    file: PathBuf,
    twins: Vec<(ContentEncoding, PathBuf)>,
    media_type: Mime,
    cache_control: &'static str,
}

impl Assets {
    /// All files in and below a folder.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let mut by_path = HashMap::new();
        collect(folder, "", &mut by_path)?;
        Ok(Self {
            by_path,
            page_policy: HeaderValue::from_static(crate::header::DATA_POLICY),
        })
    }

    /// The file that a path asks for.
    pub(super) fn get(&self, path: &str) -> Option<&Asset> {
        self.by_path.get(path)
    }

    /// The file that a path asks for, in the best coding that the request takes.
    pub(super) async fn respond(
        &self,
        path: &str,
        request: &HttpRequest,
    ) -> Result<HttpResponse, Failure> {
        let asset = self.get(path);
        let asset = asset.ok_or_else(|| Failure::route_not_found(request))?;
        let mut response = asset.open(request).await?.into_response(request);
        let headers = response.headers_mut();
        let cache_control = HeaderValue::from_static(asset.cache_control);
        headers.insert(header::CACHE_CONTROL, cache_control);
        if asset.media_type == mime::TEXT_HTML {
            headers.append(header::VARY, HeaderValue::from_static("accept"));
            headers.insert(header::CONTENT_SECURITY_POLICY, self.page_policy.clone());
        }
        if !asset.twins.is_empty() {
            headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        Ok(response)
    }
}

impl Asset {
    fn new(file: PathBuf) -> Self {
        let extension = file.extension().and_then(|extension| extension.to_str());
        let name = file.file_name().and_then(|name| name.to_str());
        let twin = |(coding, extension): (ContentEncoding, &str)| {
            let mut twin = file.clone().into_os_string();
            twin.push(".");
            twin.push(extension);
            let twin = PathBuf::from(twin);
            twin.is_file().then_some((coding, twin))
        };
        Self {
            twins: TWINS.into_iter().filter_map(twin).collect(),
            media_type: file_extension_to_mime(extension.unwrap_or_default()),
            cache_control: if name.is_some_and(is_hashed) {
                FOREVER
            } else {
                REVALIDATE
            },
            file,
        }
    }

    async fn open(&self, request: &HttpRequest) -> Result<NamedFile, Failure> {
        let twin = self.twin_for(request);
        let (coding, file) = match twin {
            Some((coding, file)) => (Some(*coding), file),
            None => (None, &self.file),
        };
        let opened = NamedFile::open_async(file).await.map_err(|error| {
            tracing::error!(file = %file.display(), %error, "a file of the dashboard is gone");
            Failure::Internal
        })?;
        let opened = opened
            .set_content_type(self.media_type.clone())
            .disable_content_disposition();
        Ok(match coding {
            Some(coding) => opened.set_content_encoding(coding),
            None if is_compressed(&self.media_type) => {
                opened.set_content_encoding(ContentEncoding::Identity)
            }
            None => opened,
        })
    }

    /// The twin that the request takes; a part of a file is cut from the file itself.
    fn twin_for(&self, request: &HttpRequest) -> Option<&(ContentEncoding, PathBuf)> {
        if request.headers().contains_key(header::RANGE) {
            return None;
        }
        let accepted: AcceptEncoding = header::Header::parse(request).ok()?;
        let known: Vec<Encoding> = self
            .twins
            .iter()
            .map(|(coding, _)| Encoding::Known(*coding))
            .collect();
        let best = accepted.negotiate(known.iter())?;
        let mut twins = self.twins.iter();
        twins.find(|(coding, _)| best == Encoding::Known(*coding))
    }
}

fn collect(folder: &Path, path: &str, assets: &mut HashMap<String, Asset>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{path}/{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &path, assets)?;
        } else {
            assets.insert(path, Asset::new(entry.path()));
        }
    }
    Ok(())
}

/// Whether to compress content of this type again would cost time and win nothing.
fn is_compressed(media_type: &Mime) -> bool {
    let is_media = matches!(media_type.type_(), mime::IMAGE | mime::AUDIO | mime::VIDEO);
    (is_media && media_type.subtype() != mime::SVG)
        || COMPRESSED.contains(&media_type.essence_str())
}

/// Whether a file's name holds a hash of its content, as Trunk writes it.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_and_pictures_are_compressed_already_and_texts_are_not() {
        for (extension, expected) in [
            ("woff2", true),
            ("png", true),
            ("svg", false),
            ("wasm", false),
            ("js", false),
            ("css", false),
        ] {
            let media_type = file_extension_to_mime(extension);
            assert_eq!(is_compressed(&media_type), expected, "{media_type}");
        }
    }

    #[test]
    fn names_with_a_hash_are_told_from_others() {
        for name in [
            "creditwood-dashboard-1f0e9d8c7b6a5948.js",
            "creditwood-dashboard-1f0e9d8c7b6a5948_bg.wasm",
            "style-00ff00ff00ff00ff.css",
            "tokens-ff00ff00ff00f.css",
            "inter-latin-0123456789abcdef.woff2",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "index.html",
            "favicon.svg",
            "inter-latin-400.woff2",
            "facade.css",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
