#!/usr/bin/env node
import fs from 'node:fs';
import process from 'node:process';

/** The product's command. It runs from a checkout, whose launcher brings Node 24 and the packages when they are not there. */
const launcher = new URL('../setup/run.mjs', import.meta.url);

if (fs.existsSync(launcher)) {
  process.argv.splice(2, 0, 'cli');
  await import(launcher.href);
} else {
  process.stderr.write('bucket-brigade runs from a checkout of its repository: git clone it, and run cli/bin.mjs there.\n');
  process.exitCode = 2;
}
