export const id = 237;
export const ids = [237];
export const modules = {

/***/ 6237:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_stages_report_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8740);


await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .T)(process.env, async (deps, open, { input, lines }) => {
    const policy = open.plan.access.mode === 'managed' ? deps.policy : null;
    const report = await (0,_src_stages_report_js__WEBPACK_IMPORTED_MODULE_1__/* .reportStage */ .p)({ ...deps, policy }, open, {
        findings: lines('findings'),
        startedAt: input('started-at', { required: true }),
    });
    return {
        outputs: {
            verdict: report.receipt.verdict,
            receipt: report.receiptUri,
            report: report.reportUri,
            copies: String(report.receipt.run.copies),
        },
        summary: report.markdown,
        error: report.error,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $i: () => (/* binding */ grantSid),
/* harmony export */   AG: () => (/* binding */ grantStatement),
/* harmony export */   N_: () => (/* binding */ lostStatements),
/* harmony export */   di: () => (/* binding */ withGrant),
/* harmony export */   m4: () => (/* binding */ grantedUntil),
/* harmony export */   ri: () => (/* binding */ withoutGrant),
/* harmony export */   x0: () => (/* binding */ grantsIn)
/* harmony export */ });
/* unused harmony export statementsOf */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8179);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);



const statement = zod__WEBPACK_IMPORTED_MODULE_1__/* .looseObject */ ._H3({ Sid: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional() });
const policyDocument = zod__WEBPACK_IMPORTED_MODULE_1__/* .looseObject */ ._H3({ Version: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(), Statement: zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(statement), statement]) });
const SID_PREFIX = 'BucketBrigade';
/** Our statement's id: of the migration and its identity, so that two migrations of one bucket do not touch each other's. Sids take letters and digits only. */
function grantSid(migration, identity) {
    return `${SID_PREFIX}${migration.replaceAll(/[^A-Za-z0-9]/g, '')}${identity.slice(0, 16)}`;
}
/** Read, list, tags: nothing else, for one role, until its end (DateLessThan aws:CurrentTime). */
function grantStatement({ sid, agentRole, bucket, untilMs }) {
    return {
        Sid: sid,
        Effect: 'Allow',
        Principal: { AWS: agentRole },
        Action: ['s3:ListBucket', 's3:GetObject', 's3:GetObjectTagging'],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { DateLessThan: { 'aws:CurrentTime': (0,_clock_js__WEBPACK_IMPORTED_MODULE_2__/* .isoSeconds */ .n)(untilMs) } },
    };
}
/** Bucket policies end at 20 KB (Amazon S3 quotas). */
const POLICY_BYTES_UP_TO = 20 * 1024;
function statementsOf(policy, bucket) {
    if (policy === null)
        return [];
    const parsed = policyDocument.safeParse(JSON.parse(policy));
    if (!parsed.success) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('GRANT_CONFLICT', `The policy of bucket ${bucket} has a form that bucket-brigade does not know, and will not touch`, {
            next: 'Set access.mode to manual and add the statement that `bucket-brigade access` prints by hand.',
        });
    }
    return Array.isArray(parsed.data.Statement) ? parsed.data.Statement : [parsed.data.Statement];
}
/** When our grant ends, in milliseconds since 1970; null when there is none for this role. */
function grantedUntil(policy, { sid, agentRole, bucket }) {
    const own = statementsOf(policy, bucket).find(({ Sid }) => Sid === sid);
    if (own === undefined)
        return null;
    const shape = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        Principal: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ AWS: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }),
        Condition: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ DateLessThan: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ 'aws:CurrentTime': zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }) }),
    });
    const read = shape.safeParse(own);
    return read.success && read.data.Principal.AWS === agentRole ? Date.parse(read.data.Condition.DateLessThan['aws:CurrentTime']) : null;
}
/** The policy with our statement in the place of an earlier one of ours; everybody else's statements as they were. */
function withGrant(policy, grant) {
    const others = statementsOf(policy, grant.bucket).filter(({ Sid }) => Sid !== grant.sid);
    const text = JSON.stringify({ ...baseOf(policy), Statement: [...others, grantStatement(grant)] });
    if (Buffer.byteLength(text) > POLICY_BYTES_UP_TO) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('GRANT_CONFLICT', `The policy of bucket ${grant.bucket} has no room for our statement: ${Buffer.byteLength(text)} of 20,480 bytes`, {
            next: 'Remove statements that are no longer needed, then re-run this job.',
        });
    }
    return text;
}
/** The policy without our statement; null when nothing remains (a policy without statements is not accepted: delete it). */
function withoutGrant(policy, sid, bucket) {
    const others = statementsOf(policy, bucket).filter(({ Sid }) => Sid !== sid);
    return others.length === 0 ? null : JSON.stringify({ ...baseOf(policy), Statement: others });
}
/** How many statements of ours, of any migration, a policy still holds. */
function grantsIn(policy, bucket) {
    return statementsOf(policy, bucket).flatMap(({ Sid }) => (Sid?.startsWith(SID_PREFIX) ? [Sid] : []));
}
/** Statements of others that were there before and are not there after: somebody else wrote at the same time. */
function lostStatements(before, after, sid, bucket) {
    const kept = new Set(statementsOf(after, bucket).map((one) => JSON.stringify(one)));
    return statementsOf(before, bucket)
        .filter((one) => one.Sid !== sid && !kept.has(JSON.stringify(one)))
        .map(({ Sid }) => Sid ?? '(without Sid)');
}
function baseOf(policy) {
    return policy === null ? { Version: '2012-10-17' } : { ...policyDocument.parse(JSON.parse(policy)) };
}


/***/ }),

/***/ 8372:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fn: () => (/* binding */ checkpoint),
/* harmony export */   i1: () => (/* binding */ shardResult),
/* harmony export */   m6: () => (/* binding */ manifestEntry),
/* harmony export */   vd: () => (/* binding */ accounts)
/* harmony export */ });
/* unused harmony exports failedKey, earlierWalk */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3798);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9295);


/**
 * Source side: listed = identical + copied + failed + vanished + excluded. Target side: targetListed = matched + targetOnly.
 * Each key counts once, by how it ended in the whole migration: a key that we copied stays `copied` in later rounds.
 */
const accounts = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    listed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    identical: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    copied: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    failed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    vanished: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    excluded: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    targetListed: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    matched: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    targetOnly: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Bytes of the keys proven at the target. */
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
});
/** One source key proven to be at the target. Lines of the manifest's segments, in UTF-8 byte order of `key`. */
const manifestEntry = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    size: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    sourceETag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    targetETag: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    lastModified: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    origin: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copied', 'identical']),
});
const failedKey = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() });
/** Segments of an earlier walk that still tell how keys came to the target: those up to `upTo` (null: to its end). */
const earlierWalk = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(), segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, upTo: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable() });
/**
 * How far one folder has come. Keys up to `after` are in the manifest's segments 0 .. segments-1 of `generation`.
 * Written after the segment that it counts, with a condition on the version that was read.
 */
const checkpoint = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('checkpoint/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    folder: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    state: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['copying', 'done']),
    after: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().nullable(),
    segments: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Newest first; together they cover each key once. */
    earlier: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(earlierWalk),
    accounts,
    /** Decisions by class and reason, e.g. "copied: missing". */
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    /** Keys that were listed and gone before they could be copied; they stay in the accounts. */
    vanished: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** Every key that failed, with S3's own words. A folder with failures is never `done` for a later run. */
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** Copies made in all generations: more than `accounts.copied` when a key was copied again. */
    copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    updatedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});
const shardResult = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('shard-result/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .digest */ .br,
    shard: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    round: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    folders: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    /** Folders that were done before this worker looked at them. */
    skipped: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9,
    accounts,
    reasons: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9),
    failures: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(failedKey),
    /** What this worker itself did, in this attempt. */
    attempt: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ copies: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, copiedBytes: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, listRequests: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, copyRequests: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, retries: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9, seconds: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig() }),
    verdict: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['equal', 'failed', 'stopped']),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$,
});


/***/ }),

/***/ 9391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pg: () => (/* binding */ findings),
/* harmony export */   sy: () => (/* binding */ findingClass)
/* harmony export */ });
/* unused harmony exports FINDING_CLASSES, finding, seen */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3798);
/* harmony import */ var _copy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8372);
/* harmony import */ var _contract_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9295);



const FINDING_CLASSES = [
    'missing-folder',
    'source-folder-missing',
    'missing-object',
    'size-differs',
    'content-differs',
    'changed-after-copy',
    'target-only',
    'archived',
    'unverifiable',
];
const findingClass = zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(FINDING_CLASSES);
const facts = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ size: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, etag: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), lastModified: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() });
/** One difference, with what both sides show. `key` is null when the whole folder is meant. */
const finding = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    class: findingClass,
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    shard: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
    source: facts.nullable(),
    target: facts.nullable(),
    detail: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().nullable(),
});
const seen = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    sourceListed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    equal: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    different: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    excluded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    targetListed: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    matched: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    targetOnly: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
    bytes: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9,
});
/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder. */
const findings = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    contract: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('findings/1'),
    migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    identity: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    plan: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .digest */ .br,
    pass: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().positive(),
    verdict: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['identical', 'different', 'unproven']),
    counts: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9),
    examples: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(finding),
    /** Affected by a class that a repeat can heal. */
    folders: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    shards: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    /** Expected folders; those seen at the source; those whose every key is proven equal. */
    folderCounts: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ expected: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, present: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, identical: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    /** The copiers' accounts, summed over the folders' checkpoints. */
    accounts: _copy_js__WEBPACK_IMPORTED_MODULE_0__/* .accounts */ .vd,
    /**
     * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
     * An account that does not close makes the pass unproven.
     */
    seen,
    /** Folders that could not be seen whole, and why. */
    unproven: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() })),
    /** Keys by what proved them equal. */
    confidence: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ etag: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9, recorded: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9 }),
    startedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
    finishedAt: _contract_js__WEBPACK_IMPORTED_MODULE_1__/* .moment */ .n$,
});


/***/ }),

/***/ 75:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O9: () => (/* binding */ findingsMarkdown),
/* harmony export */   OZ: () => (/* binding */ receiptMarkdown),
/* harmony export */   Xg: () => (/* binding */ planMarkdown),
/* harmony export */   mH: () => (/* binding */ shardMarkdown)
/* harmony export */ });
/* unused harmony export inMarkdown */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);

/** Text from outside, inert in Markdown: a key may hold anything. */
function inMarkdown(text) {
    return (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(text).replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:@$]/g, (char) => `&#${char.charCodeAt(0)};`);
}
const number = (value) => value.toLocaleString('en-US');
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
/** Names of a list, cut where a reader stops reading; the count is exact. */
function named(names, upTo) {
    const rest = names.length - upTo;
    return (names
        .slice(0, upTo)
        .map((name) => `\`${name}\``)
        .join(' ') + (rest > 0 ? ` and ${number(rest)} more` : ''));
}
function planMarkdown(plan, digest, uri) {
    const { estimate, source, target, cutoff } = plan;
    const bound = plan.folders.some(({ more }) => more) ? '≥ ' : '';
    return [
        `### Plan: ${plan.migration}`,
        '',
        table(['what', 'value'], [
            ['source', `\`s3://${source.bucket}/${source.prefix}\` (${source.region}, ${source.account})`],
            ['target', `\`s3://${target.bucket}/${target.prefix}\` (${target.region}, ${target.account})`],
            ['cut-off', cutoff.lastModified ?? 'none'],
            ['folders', number(plan.folders.length)],
            ['shards', number(plan.shards.length)],
            ['objects', bound + number(estimate.objects)],
            ['bytes', bound + number(estimate.bytes)],
            ['cost', `${bound}$${estimate.usd.toFixed(2)} (prices of ${estimate.pricesOf})`],
            ['time at one S3 partition', `${bound}${number(estimate.secondsAtOnePartition)} s`],
            ['plan', `\`${digest}\``],
        ]),
        '',
        `Kept at \`${uri}\`.`,
        '',
    ].join('\n');
}
function shardMarkdown({ shard, round, verdict, accounts, attempt, skipped, folders, failures }) {
    const lines = [
        `### Shard ${shard}${round === 0 ? '' : `, round ${round}`}: ${verdict === 'equal' ? '✅ equal' : verdict === 'stopped' ? '⏸ stopped' : '❌ failed'}`,
        '',
        table(['folders', 'done before', 'listed', 'identical', 'copied', 'failed', 'vanished', 'excluded', 'copied now', 'seconds'], [
            [
                folders,
                skipped,
                accounts.listed,
                accounts.identical,
                accounts.copied,
                accounts.failed,
                accounts.vanished,
                accounts.excluded,
                attempt.copies,
                Math.round(attempt.seconds),
            ].map(number),
        ]),
        '',
    ];
    for (const { key, code, message } of failures.slice(0, 10))
        lines.push(`- ${inMarkdown(key)}: ${inMarkdown(code)}: ${inMarkdown(message)}`);
    if (failures.length > 10)
        lines.push(`- and ${number(failures.length - 10)} more`);
    return [...lines, ''].join('\n');
}
const VERDICTS = {
    identical: '✅ identical',
    different: '❌ different',
    unproven: '❓ unproven',
};
function findingsMarkdown(findings, uri) {
    const { pass, verdict, counts, seen, folders, shards, folderCounts, confidence, unproven, examples } = findings;
    const lines = [
        `### Verify, pass ${pass}: ${VERDICTS[verdict]}`,
        '',
        table(['folders expected', 'present', 'identical', 'keys at the source', 'equal', 'different', 'excluded', 'only at the target'], [
            [
                folderCounts.expected,
                folderCounts.present,
                folderCounts.identical,
                seen.sourceListed,
                seen.equal,
                seen.different,
                seen.excluded,
                seen.targetOnly,
            ].map(number),
        ]),
        '',
        `Equal by ETag ${number(confidence.etag)}, by the recorded pair ${number(confidence.recorded)}.`,
        '',
    ];
    if (Object.keys(counts).length > 0)
        lines.push(table(['finding', 'times'], Object.entries(counts).map(([name, times]) => [name, number(times)])), '');
    if (folders.length > 0)
        lines.push(`Repeated next: ${named(folders, 40)}, in shards ${named(shards, 40)}.`, '');
    for (const { folder, reason } of unproven.slice(0, 10))
        lines.push(`- unproven: \`${folder}\`: ${inMarkdown(reason)}`);
    if (examples.length > 0) {
        lines.push('<details><summary>Examples</summary>', '');
        for (const { class: of, folder, key, detail } of examples.slice(0, 50)) {
            lines.push(`- ${of}: \`${folder}\`${key === null ? '' : ` ${inMarkdown(key)}`}${detail === null ? '' : ` (${inMarkdown(detail)})`}`);
        }
        lines.push('', '</details>', '');
    }
    return [...lines, `Kept at \`${uri}\`.`, ''].join('\n');
}
function receiptMarkdown(receipt, plan, passes) {
    const { objects, folders, resources, run } = receipt;
    const complete = receipt.verdict === 'complete';
    const left = resources.instances + resources.clusters + resources.grants;
    return [
        `### ${complete ? '✅ Complete' : '❌ Incomplete'}: ${receipt.migration}`,
        '',
        complete
            ? `Every key of the ${number(folders.expected)} expected folders that belongs to the migration is proven to be at \`s3://${plan.target.bucket}/${plan.target.prefix}\`.`
            : receipt.reasons.map((reason) => `- ${inMarkdown(reason)}`).join('\n'),
        '',
        table(['what', 'number'], [
            ['folders expected', number(folders.expected)],
            ['folders identical', number(folders.identical)],
            ['objects listed', number(objects.listed)],
            ['= copied', number(objects.copied)],
            ['+ identical already', number(objects.identical)],
            ['+ failed', number(objects.failed)],
            ['+ vanished', number(objects.vanished)],
            ['+ excluded', number(objects.excluded)],
            ['bytes proven at the target', number(receipt.bytes)],
            ['copies made by this run', number(run.copies)],
            [
                'still rented or granted',
                left === 0 ? 'nothing' : `${resources.instances} instances, ${resources.clusters} clusters, ${resources.grants} grants`,
            ],
        ]),
        '',
        run.copies === 0 ? 'This run copied nothing: everything was there.\n' : '',
        table(['pass', 'verdict', 'findings', 'shards repeated'], passes.map(({ pass, verdict, counts, shards }) => [
            String(pass),
            VERDICTS[verdict],
            Object.entries(counts)
                .map(([name, times]) => `${name} ${number(times)}`)
                .join(', ') || 'none',
            shards.length === 0 ? 'none' : shards.join(' '),
        ])),
        '',
        ...passes
            .filter(({ folders: affected }) => affected.length > 0)
            .map(({ pass, folders: affected }) => `Pass ${pass} found ${named(affected, 40)}.`),
        '',
        `From ${receipt.startedAt} to ${receipt.finishedAt}; plan \`${receipt.plan}\`.`,
        '',
    ].join('\n');
}


/***/ }),

/***/ 8740:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  p: () => (/* binding */ reportStage)
});

// EXTERNAL MODULE: ./build/src/clock.js
var src_clock = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/contracts/contract.js
var contract = __webpack_require__(9295);
// EXTERNAL MODULE: ./build/src/contracts/copy.js
var copy = __webpack_require__(8372);
// EXTERNAL MODULE: ./build/src/contracts/findings.js
var findings = __webpack_require__(9391);
// EXTERNAL MODULE: ./build/src/access/policy.js
var access_policy = __webpack_require__(2672);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/ledger/store.js
var store = __webpack_require__(8038);
;// CONCATENATED MODULE: ./build/src/report/receipt.js
/** The receipt of a run. The last pass is the judge: without one that is identical, nothing is complete. Pure. */
function receiptOf({ plan, planDigest, passes, results, resources, startedAt, finishedAt }) {
    const last = passes.at(-1);
    const accounts = last?.accounts;
    const reasons = whyIncomplete(last);
    return {
        contract: 'receipt/1',
        migration: plan.migration,
        digests: plan.digests,
        plan: planDigest,
        verdict: reasons.length === 0 ? 'complete' : 'incomplete',
        reasons,
        folders: last?.folderCounts ?? { expected: plan.folders.length, present: 0, identical: 0 },
        objects: {
            listed: accounts?.listed ?? 0,
            identical: accounts?.identical ?? 0,
            copied: accounts?.copied ?? 0,
            failed: accounts?.failed ?? 0,
            vanished: accounts?.vanished ?? 0,
            excluded: accounts?.excluded ?? 0,
        },
        bytes: accounts?.bytes ?? 0,
        verify: passes.map(({ pass, counts, folders, shards }) => ({ pass, findings: counts, folders, shards })),
        resources,
        run: {
            copies: results.reduce((sum, { attempt }) => sum + attempt.copies, 0),
            copiedBytes: results.reduce((sum, { attempt }) => sum + attempt.copiedBytes, 0),
            shards: results.map(({ round, shard, attempt, skipped }) => ({ round, shard, copies: attempt.copies, skippedFolders: skipped })),
        },
        startedAt,
        finishedAt,
    };
}
function whyIncomplete(last) {
    if (last === undefined)
        return ['no verify pass has ended'];
    const reasons = [];
    if (last.verdict === 'unproven')
        reasons.push(`${last.unproven.length} folders could not be seen whole`);
    if (last.verdict === 'different')
        reasons.push(`the last pass found ${Object.entries(last.counts)
            .map(([name, times]) => `${name} ${times}`)
            .join(', ')}`);
    const { accounts, folderCounts, seen } = last;
    if (accounts.failed > 0)
        reasons.push(`${accounts.failed} keys failed`);
    if (folderCounts.identical !== folderCounts.expected)
        reasons.push(`${folderCounts.expected - folderCounts.identical} of ${folderCounts.expected} folders are not proven identical`);
    const closed = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
    if (accounts.listed !== closed)
        reasons.push(`the accounts do not close: listed ${accounts.listed}, ended ${closed}`);
    const proven = accounts.identical + accounts.copied;
    if (proven < seen.equal)
        reasons.push(`verify saw ${seen.equal} keys equal, and the manifests hold ${proven}`);
    return reasons;
}

// EXTERNAL MODULE: ./build/src/report/markdown.js
var report_markdown = __webpack_require__(75);
;// CONCATENATED MODULE: ./build/src/stages/report.js









/** What happened, as a receipt and as a page. `findings` are the URIs that the run's verify passes gave, in their order. */
async function reportStage(deps, open, input) {
    const { clock, ledger, log } = deps;
    const { plan, digest, names } = open;
    const passes = [];
    for (const uri of input.findings)
        passes.push(ofThisRun(await readFindings(deps, uri), uri, open, input.startedAt));
    passes.sort((a, b) => a.pass - b.pass);
    const results = await readResults(deps, open, passes, input.startedAt);
    const [rented, policy] = await Promise.all([deps.rented(), deps.policy === null ? null : deps.policy.read(deps.signal)]);
    const sid = (0,access_policy/* grantSid */.$i)(plan.migration, plan.digests.identity);
    const grants = (0,access_policy/* grantsIn */.x0)(policy, plan.source.bucket).filter((own) => own === sid);
    const receipt = receiptOf({
        plan,
        planDigest: digest,
        passes,
        results,
        resources: { instances: rented.instances.length, clusters: rented.clusters.length, grants: grants.length },
        startedAt: input.startedAt,
        finishedAt: (0,src_clock/* isoSeconds */.n)(clock.now()),
    });
    const markdown = (0,report_markdown/* receiptMarkdown */.OZ)(receipt, plan, passes);
    const body = JSON.stringify(receipt, null, 2);
    await (0,store/* writeOrThrow */.Hy)(ledger, names.receipt(receipt.finishedAt), body);
    await (0,store/* writeOrThrow */.Hy)(ledger, names.report(receipt.finishedAt), markdown);
    await (0,store/* writeOrThrow */.Hy)(ledger, names.latestReceipt(), body);
    log(`Verdict: ${receipt.verdict}${receipt.reasons.length === 0 ? '' : ` (${receipt.reasons.join('; ')})`}`);
    const receiptUri = ledger.uri(names.receipt(receipt.finishedAt));
    return { receipt, markdown, receiptUri, reportUri: ledger.uri(names.report(receipt.finishedAt)), error: incomplete(receipt, receiptUri) };
}
function incomplete({ verdict, reasons }, uri) {
    if (verdict === 'complete')
        return null;
    return new errors/* MigrationError */.Py('DIFFERENCES_FOUND', `The migration is incomplete: ${reasons.join('; ')}`, {
        details: { receipt: uri },
        next: 'Mend what the failed jobs name, and re-run them; or run the workflow again: it does only what is missing.',
    });
}
async function readFindings({ ledger, signal }, uri) {
    const root = ledger.uri('');
    const stored = uri.startsWith(root) ? await ledger.read(uri.slice(root.length), signal) : null;
    if (stored === null)
        throw new errors/* MigrationError */.Py('USAGE', `There are no findings at ${uri}`, {
            next: 'Give the URIs that the verify jobs of this migration printed.',
        });
    return (0,contract/* parseContract */.UA)(findings/* findings */.Pg, stored.body.toString('utf8'), uri);
}
/** Findings of another plan, migration or run prove nothing about this one. @throws MigrationError USAGE */
function ofThisRun(found, uri, { plan, digest }, startedAt) {
    const own = found.migration === plan.migration && found.identity === plan.digests.identity && found.plan === digest;
    if (own && Date.parse(found.startedAt) >= Date.parse(startedAt))
        return found;
    const whose = own ? `older than this run, which began ${startedAt}` : `of plan ${found.plan} of migration ${found.migration}`;
    throw new errors/* MigrationError */.Py('USAGE', `The findings at ${uri} are ${whose}`, {
        next: "Give the URIs that this run's own verify jobs printed.",
    });
}
/**
 * The results of this run's copy workers: round 0 of every shard, and each later round of the shards that a pass named.
 * A result that was there before the run began is another run's, and says nothing about this one.
 */
async function readResults({ ledger, signal }, { plan, digest, names }, passes, startedAt) {
    const expected = [
        ...plan.shards.map(({ shard }) => ({ shard, round: 0 })),
        ...passes.flatMap(({ pass, shards }) => shards.map((shard) => ({ shard, round: pass }))),
    ];
    const results = [];
    for (const { shard, round } of expected) {
        const stored = await ledger.read(names.result(digest, round, shard), signal);
        if (stored === null)
            continue;
        const result = (0,contract/* parseContract */.UA)(copy/* shardResult */.i1, stored.body.toString('utf8'), ledger.uri(names.result(digest, round, shard)));
        if (Date.parse(result.startedAt) >= Date.parse(startedAt))
            results.push(result);
    }
    return results;
}


/***/ })

};
