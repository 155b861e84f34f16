/** Ids of the laptop's repository and of its owner, in tokens of new repositories. */
export const LAPTOP_IDS = { owner: '1001', repository: '2002' } as const;

/** A repository as tokens of repositories made since July 2026 name it. */
export function withIds(repository: string): string {
  const [owner = '', name = ''] = repository.split('/');
  return `${owner}@${LAPTOP_IDS.owner}/${name}@${LAPTOP_IDS.repository}`;
}
