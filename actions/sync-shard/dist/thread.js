// Made by npm run build.
import { open } from '../../dist/index.js';

await open('sync-shard/thread');
