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
// EXTERNAL MODULE: ./build/src/stages/access.js
var access = __webpack_require__(2215);
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
    const [rented, grants] = await Promise.all([deps.rented(), grantsLeft(deps, open)]);
    const receipt = receiptOf({
        plan,
        planDigest: digest,
        passes,
        results,
        resources: { instances: rented.instances.length, clusters: rented.clusters.length, grants },
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
async function grantsLeft({ agentSource, policy, signal }, { plan }) {
    if (policy !== null)
        return (0,access_policy/* grantsIn */.x0)(await policy.read(signal), plan.source.bucket, plan.migration).length;
    return (await (0,access/* refusalOfSource */.n)(agentSource, plan, signal)) === null ? 1 : 0;
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
