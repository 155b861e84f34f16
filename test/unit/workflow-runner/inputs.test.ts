import { describe, expect, it } from 'vitest';
import { MigrationError } from '../../../src/errors.ts';
import { callInputs, dispatchInputs, inputTexts } from '../../../sandbox/workflow-runner/inputs.ts';
import { callSchema, dispatchSchema } from '../../../sandbox/workflow-runner/model.ts';
import { LIMITS } from '../../../sandbox/workflow-runner/semantics.ts';
import { rule } from './harness.ts';

const { inputs: definitions } = dispatchSchema.parse({
  inputs: {
    config: { required: true, type: 'string', description: 'the config file' },
    mode: { type: 'choice', options: ['all', 'plan'], default: 'all' },
    dry: { type: 'boolean' },
    shards: { type: 'number', default: 16 },
    note: null,
  },
});

const refusal = (given: Record<string, string>): MigrationError => {
  try {
    dispatchInputs(definitions, given);
  } catch (thrown) {
    if (thrown instanceof MigrationError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken');
};

describe(rule('dispatch.types'), () => {
  it.each([
    [{ config: 'a' }, { config: 'a', mode: 'all', dry: false, shards: 16, note: '' }],
    [
      { config: 'a', mode: 'plan', dry: 'true', shards: '0', note: '7' },
      { config: 'a', mode: 'plan', dry: true, shards: 0, note: '7' },
    ],
    [
      { CONFIG: 'a', Dry: 'false' },
      { config: 'a', mode: 'all', dry: false, shards: 16, note: '' },
    ],
  ])('%j', (given, expected) => {
    expect(dispatchInputs(definitions, given)).toEqual(expected);
  });

  it('are text in the event', () => {
    expect(inputTexts({ a: true, b: 16, c: 'x' })).toEqual({ a: 'true', b: '16', c: 'x' });
  });
});

describe(rule('dispatch.unknown-input'), () => {
  it.each([
    [{ config: 'a', confg: 'b' }, /no input 'confg'.*config, mode, dry, shards, note/],
    [{}, /'config' is required \(the config file\)/],
    [{ config: 'a', mode: 'some' }, /'mode' must be one of all, plan, not 'some'/],
    [{ config: 'a', dry: 'yes' }, /'dry' must be true or false/],
    [{ config: 'a', shards: 'many' }, /'shards' must be a number/],
    [{ config: 'a', shards: '' }, /'shards' must be a number/],
  ])('%j', (given, message) => {
    const error = refusal(given);
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(2);
  });

  it('names every fault at once', () => {
    expect(refusal({ x: '1', dry: '?' }).message).toMatch(/'x'.*'config'.*'dry'/);
  });
});

describe(rule('dispatch.limits'), () => {
  it('refuses a payload that is too long', () => {
    expect(refusal({ config: 'x'.repeat(LIMITS.dispatchPayloadChars) }).message).toMatch(/65535 characters/);
  });
});

describe(rule('call.inputs-typed'), () => {
  const called = callSchema.parse({
    inputs: {
      text: { type: 'string' },
      flag: { type: 'boolean' },
      count: { type: 'number', default: 2 },
      must: { type: 'string', required: true },
    },
  }).inputs;
  const call = (given: Record<string, unknown>) => callInputs(called, given, (definition) => definition.default);

  it.each([
    [{ must: 'x' }, { text: '', flag: false, count: 2, must: 'x' }],
    [
      { must: 7, flag: true, count: 1.5, text: true },
      { text: 'true', flag: true, count: 1.5, must: '7' },
    ],
  ])('%j', (given, inputs) => {
    expect(call(given)).toEqual({ inputs, problems: [] });
  });

  it.each([
    [{}, /'must'.*is required/],
    [{ must: 'x', flag: 'true' }, /'flag'.*must be true or false, not "true"/],
    [{ must: 'x', count: '3' }, /'count'.*must be a number/],
    [{ must: 'x', other: 1 }, /no input 'other'/],
  ])('%j is refused', (given, message) => {
    expect(call(given).problems.join()).toMatch(message);
  });
});
