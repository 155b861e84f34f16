import { readErrorAnswer, unexpected, unreadable, type Reading } from './answer.ts';
import type { Call, Perform } from './call.ts';
import { childrenOf, elementsIn, leavesIn } from './elements.ts';
import type { WireAnswer } from './http.ts';
import { refusal } from './object-answers.ts';
import type { BucketCalls, LifecycleRule, ObjectOwnership, Versioning } from './bucket-types.ts';
import type { Place, Stamp } from './request.ts';
import type { BucketRef, S3Counters } from './types.ts';
import type { Unsigned } from './sign.ts';
import { unsigned } from './unsigned.ts';
import { unescapeXml } from './xml.ts';

/** `subresource` names the setting in the query: versioning, lifecycle, ownershipControls. */
export function settingRequest(place: Place, subresource: string, of: BucketRef, stamp: Stamp): Unsigned {
  return unsigned('GET', place, null, `${subresource}=`, of, {}, stamp);
}

export function createBucketCalls(perform: Perform, counters: S3Counters): BucketCalls {
  const ask = <T>(
    operation: Call<T>['operation'],
    subresource: string,
    of: BucketRef,
    read: (answer: WireAnswer) => Reading<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> => {
    counters.get += 1;
    return perform(
      {
        operation,
        bucket: of.bucket,
        key: '',
        body: null,
        build: (place, stamp) => settingRequest(place, subresource, of, stamp),
        read,
      },
      signal,
    );
  };
  return {
    versioning: (of, signal) => ask('GetBucketVersioning', 'versioning', of, readVersioning, signal),
    lifecycle: (of, signal) => ask('GetBucketLifecycleConfiguration', 'lifecycle', of, readLifecycle, signal),
    ownership: (of, signal) => ask('GetBucketOwnershipControls', 'ownershipControls', of, readOwnership, signal),
  };
}

function readVersioning(answer: WireAnswer): Reading<Versioning> {
  if (answer.status !== 200) return refusal(answer);
  const children = childrenOf(answer, 'VersioningConfiguration', unexpected);
  if ('kind' in children) return children;
  const status = children.find(({ name }) => name === 'Status')?.value;
  // Other makers say nothing within the element.
  if (status === undefined || status === '') return { kind: 'read', value: 'never' };
  if (status === 'Enabled') return { kind: 'read', value: 'on' };
  return status === 'Suspended' ? { kind: 'read', value: 'suspended' } : unexpected(`versioning is ${status}, which is neither on nor off`);
}

function readLifecycle(answer: WireAnswer): Reading<readonly LifecycleRule[]> {
  if (answer.status !== 200) return nothingSaid(answer, 'NoSuchLifecycleConfiguration', []);
  const children = childrenOf(answer, 'LifecycleConfiguration', unexpected);
  if ('kind' in children) return children;
  const rules: LifecycleRule[] = [];
  for (const { name, value } of children) {
    if (name !== 'Rule') continue;
    const rule = leavesIn(value);
    const filter = filterOf(rule);
    if (rule === null || filter === null) return unreadable('a rule of the lifecycle is not whole');
    if (rule['Status'] !== 'Enabled') continue;
    rules.push({ ...filter, endsEarlierVersions: rule['NoncurrentVersionExpiration'] !== undefined });
  }
  return { kind: 'read', value: rules };
}

/** A prefix, or a tag, or a size, or several of them in `And` (API_LifecycleRuleFilter); rules of old have a prefix outside of it. */
function filterOf(rule: Readonly<Record<string, string>> | null): Pick<LifecycleRule, 'prefix' | 'isNarrower'> | null {
  const terms = elementsIn(rule?.['Filter'] ?? '');
  const and = terms?.find(({ name }) => name === 'And');
  const all = and === undefined ? terms : elementsIn(and.value);
  if (rule === null || all === null) return null;
  const prefix = all.find(({ name }) => name === 'Prefix')?.value ?? rule['Prefix'] ?? '';
  return { prefix: unescapeXml(prefix), isNarrower: all.some(({ name }) => name !== 'Prefix') };
}

function readOwnership(answer: WireAnswer): Reading<ObjectOwnership> {
  if (answer.status !== 200) return nothingSaid(answer, 'OwnershipControlsNotFoundError', 'ObjectWriter');
  const children = childrenOf(answer, 'OwnershipControls', unexpected);
  if ('kind' in children) return children;
  const owner = leavesIn(children.find(({ name }) => name === 'Rule')?.value ?? '')?.['ObjectOwnership'];
  return owner === 'BucketOwnerEnforced' || owner === 'BucketOwnerPreferred' || owner === 'ObjectWriter'
    ? { kind: 'read', value: owner }
    : unexpected('the ownership of objects is none that is known');
}

/** A bucket for which it was never said answers with an error of its own. */
function nothingSaid<T>(answer: WireAnswer, code: string, value: T): Reading<T> {
  const error = readErrorAnswer(answer.status, answer.body);
  return answer.status === 404 && error.code === code ? { kind: 'read', value } : { kind: 'error', error };
}
