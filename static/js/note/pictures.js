/* A chosen file as it is sent: turned upright, as large as a page shows it, and without what the camera wrote into it. */

/** The longest sides, in pixels. */
const [LONGEST, THUMB] = [2000, 160];
const [QUALITY, THUMB_QUALITY] = [0.82, 0.6];

/** The smaller picture, and a tiny one as an address; null for what this browser cannot read as a picture. */
export async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return null;
  const blob = await written(drawn(picture, LONGEST));
  const thumb = drawn(picture, THUMB).toDataURL("image/jpeg", THUMB_QUALITY);
  picture.close();
  return blob && { blob, thumb };
}

/** On white: not every format has holes. */
function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** As WebP; browsers that cannot write it give something else, and write JPEG instead. */
async function written(canvas) {
  const webp = await blobOf(canvas, "image/webp");
  return webp?.type === "image/webp" ? webp : blobOf(canvas, "image/jpeg");
}

const blobOf = (canvas, type) => new Promise((done) => canvas.toBlob(done, type, QUALITY));
