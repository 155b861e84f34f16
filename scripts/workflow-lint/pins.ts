export interface Pin {
  readonly release: string;
  readonly commit: string;
}

/**
 * Actions of other repositories, and the commit of each that somebody has read: the workflows use these and no others. A release's commit is
 * read from the action's own repository (`git ls-remote --tags`), never from a fork or a page that quotes it; then here, then the workflows.
 */
export const PINS: Readonly<Record<string, Pin>> = {
  'actions/attest': { release: 'v4.2.2', commit: '1e69f48acb82d1966a394da916b4c1698aa569d6' },
  'actions/checkout': { release: 'v7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'actions/download-artifact': { release: 'v8.0.1', commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c' },
  'actions/setup-node': { release: 'v7.0.0', commit: '820762786026740c76f36085b0efc47a31fe5020' },
  'actions/setup-python': { release: 'v7.0.0', commit: '5fda3b95a4ea91299a34e894583c3862153e4b97' },
  'actions/upload-artifact': { release: 'v7.0.0', commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f' },
  'aws-actions/configure-aws-credentials': { release: 'v6.2.3', commit: 'e6de054238d6b7531b4efff3b6587d9aade6a06c' },
};
