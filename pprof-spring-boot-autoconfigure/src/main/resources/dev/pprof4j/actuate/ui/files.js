/**
 * Reads files from the reader's own machine, dropped on the page or chosen. They never leave the browser.
 */
import {readFile} from './load.js';

/** Reads one file, or two, of which the older one is the base. */
export async function readFiles(files) {
  const profiles = await Promise.all([...files].slice(0, 2).map(async (file) => ({...await readFile(file), file: file.name})));
  const [base, profile] = profiles.length > 1 ? profiles.sort((a, b) => a.timeNanos - b.timeNanos) : [null, profiles[0]];
  return {profile, base};
}

/**
 * Lets files be dropped anywhere.
 * @param overlay shown while files are dragged; if a profile is open, its parts say what happens to another one
 * @param isOpen whether a profile is open
 * @param dropped called with the files and `open` or `base`
 */
export function acceptDrops(overlay, isOpen, dropped) {
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  let target = 'open';
  addEventListener('dragenter', (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      overlay.hidden = false;
      overlay.classList.toggle('choice', isOpen());
    }
  });
  overlay.addEventListener('dragover', (event) => {
    event.preventDefault();
    target = event.target.dataset.drop ?? 'open';
    for (const part of overlay.children) {
      part.classList.toggle('over', part.dataset.drop === target);
    }
  });
  overlay.addEventListener('dragleave', (event) => {
    if (!overlay.contains(event.relatedTarget)) {
      overlay.hidden = true;
    }
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    overlay.hidden = true;
    if (event.dataTransfer.files.length) {
      dropped(event.dataTransfer.files, event.dataTransfer.files.length > 1 ? 'open' : target);
    }
  });
  addEventListener('dragover', (event) => event.preventDefault());
}
