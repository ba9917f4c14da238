/**
 * Reads a profile off the main thread, and transfers the columns without copying them.
 */
import {decode} from './profile.js';

addEventListener('message', async ({data}) => {
  try {
    const profile = await decode(data);
    const columns = [profile.kinds, profile.frames, profile.offsets, profile.labels, ...profile.values];
    postMessage({profile}, columns.map((column) => column.buffer));
  } catch (error) {
    postMessage({error: error.message});
  }
});
