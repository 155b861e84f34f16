export const id = 772;
export const ids = [772];
export const modules = {

/***/ 9380:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_report_publish_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1887);
/* harmony import */ var _src_stages_compact_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1392);
/* harmony import */ var _src_stages_publish_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8946);




await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runTableAction */ .Ci)(process.env, async ({ operate, ...world }, open, { log, signals }) => {
    const signal = signals.stop;
    const plan = await (0,_src_stages_compact_js__WEBPACK_IMPORTED_MODULE_2__/* .planCompactStage */ .h)({ ledger: operate.ledger, signal }, open);
    const deps = { ...world, clock: operate.clock, random: Math.random, signal, log };
    const outcome = await (0,_src_stages_publish_js__WEBPACK_IMPORTED_MODULE_3__/* .publishStage */ .Wt)(deps, open, (0,_src_stages_publish_js__WEBPACK_IMPORTED_MODULE_3__/* .publishInputOf */ .np)(plan));
    return {
        outputs: { files: String(outcome.files), rows: String(outcome.rows), placed: String(outcome.placedNow) },
        summary: (0,_src_report_publish_js__WEBPACK_IMPORTED_MODULE_1__/* .publishMarkdown */ .b)(outcome),
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 9493:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ walk)
/* harmony export */ });
/* unused harmony export walkPages */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7406);
/* harmony import */ var _s3_explain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3347);
/* harmony import */ var _s3_types_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2469);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5362);




/**
 * Every object of the stretch, in order, each once. The next page is asked for while this one is used, and no more than that.
 * @throws MigrationError LISTING_BROKEN as soon as a listing does not go strictly upwards, leaves its prefix, or has no proper end:
 *   taken for the end, any of these would lose keys without a word.
 * @throws S3Error for everything that S3 refuses
 */
async function* walk(s3, walked, signal) {
    for await (const objects of walkPages(s3, walked, signal)) {
        for (const object of objects)
            yield object;
    }
}
/** The same by pages: one step of the event loop for a thousand keys. */
async function* walkPages(s3, walked, signal) {
    const { from, prefix, after, upTo } = walked;
    // Ends the page asked for ahead when the caller stops early.
    const stopped = new AbortController();
    const until = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]);
    const ask = (continuation) => {
        const page = s3.listPage({ from, prefix, startAfter: after, continuation }, until);
        page.catch(() => undefined); // It is awaited later, perhaps never.
        return page;
    };
    let ahead = ask(undefined);
    let last = after;
    let before;
    try {
        while (ahead !== null) {
            const { objects, continuation } = await ahead;
            // An empty page may be followed by a full one; but not by itself, for ever.
            if (objects.length === 0 && continuation !== null && continuation === before)
                throw standingStill(walked, last);
            before = continuation ?? undefined;
            last = checkPage(objects, walked, last);
            const reached = upTo !== undefined && last !== undefined && (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(last, upTo) >= 0;
            ahead = continuation === null || reached ? null : ask(continuation);
            const wanted = reached ? objects.filter(({ key }) => (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(key, upTo) <= 0) : objects;
            if (wanted.length > 0)
                yield wanted;
        }
    }
    catch (error) {
        if (error instanceof _s3_types_js__WEBPACK_IMPORTED_MODULE_2__/* .S3Error */ .D && (error.code === 'Unreadable' || error.code === 'Unencoded'))
            throw (0,_s3_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explainS3Error */ .y)(error, `listing ${placed(walked)}`);
        throw error;
    }
    finally {
        stopped.abort();
    }
}
/** The page's last key; throws when the page cannot follow what came before. */
function checkPage(objects, walked, before) {
    let last = before;
    for (const { key } of objects) {
        if (last !== undefined && (0,_order_js__WEBPACK_IMPORTED_MODULE_3__/* .compareKeys */ .Y)(last, key) >= 0)
            throw broken(walked, last === key ? 'repeats a key' : 'goes backwards', last, key);
        if (!key.startsWith(walked.prefix))
            throw broken(walked, 'leaves its prefix', last, key);
        last = key;
    }
    return last;
}
function broken(walked, how, last, key) {
    const follows = last === undefined ? '' : ` after "${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(last)}"`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('LISTING_BROKEN', `The listing of ${placed(walked)} ${how}: "${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(key)}"${follows}`, {
        next: 'The listing of this server cannot be trusted. Directory buckets (S3 Express) list without order and cannot be migrated; for anything else, run the stage again.',
        details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last, key },
    });
}
function standingStill(walked, last) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MigrationError */ .Py('LISTING_BROKEN', `The listing of ${placed(walked)} stands still: empty pages that continue with themselves`, {
        next: 'Run the stage again; if it stays, this server cannot list the prefix.',
        details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last },
    });
}
function placed({ from, prefix }) {
    return `s3://${from.bucket}/${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .printable */ .g$)(prefix)}`;
}


/***/ }),

/***/ 1887:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ publishMarkdown)
/* harmony export */ });
/* unused harmony export rollbackMarkdown */
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75);

const place = ({ table: { database, name, at } }) => `\`${database}.${name}\` at \`s3://${at.bucket}/${at.prefix}\``;
function publishMarkdown({ outcome, commit, commitUri, placedNow, others, sampled }) {
    return [
        `### Publish: ${outcome === 'published' ? '✅ published' : '✅ unchanged'}`,
        '',
        outcome === 'published'
            ? `The rows of the migration are in ${place(commit)}.`
            : `A run before has published the same into ${place(commit)}: every file is in place, and nothing was written.`,
        '',
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(['what', 'number'], [
            ['files of ours', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(commit.files.length)],
            ['rows', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(commit.rows)],
            ['placed by this run', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(placedNow)],
            ['partitions registered by us', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(commit.partitions.length)],
            ['other files in the table, untouched', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(others)],
            ...(sampled === null ? [] : [['live files whose schema was compared', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .number */ .ai)(sampled)]]),
        ]),
        '',
        `Recorded at \`${commitUri}\`: a roll-back takes out exactly these.`,
        '',
    ].join('\n');
}
const LEFT_UP_TO = 20;
function rollbackMarkdown(report) {
    const { commit, commitUri, deletedNow, absent, left, unregisteredNow, kept } = report;
    if (commit === null)
        return `### Roll-back: nothing to do\n\nThere is no publish at \`${commitUri}\`.\n`;
    const lines = [
        `### Roll-back: ${left.length === 0 ? '✅ rolled back' : '❌ not everything'}`,
        '',
        `Of ${place(commit)}, files that the publish placed:`,
        '',
        table(['what', 'number'], [
            ['files of the publish', number(commit.files.length)],
            ['not in the table any more', number(absent)],
            ['of these deleted by this run', number(deletedNow)],
            ['changed by somebody else, and left', number(left.length)],
            ['partitions unregistered by this run', number(unregisteredNow)],
            ['partitions that hold other files, and stay', number(kept.length)],
        ]),
        '',
    ];
    for (const { key, why } of left.slice(0, LEFT_UP_TO))
        lines.push(`- left: ${inMarkdown(key)}: ${inMarkdown(why)}`);
    if (left.length > LEFT_UP_TO)
        lines.push(`- and ${number(left.length - LEFT_UP_TO)} more`);
    return [...lines, `Recorded at \`${commitUri}\`.`, ''].join('\n');
}


/***/ }),

/***/ 1392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ compactStage),
/* harmony export */   h: () => (/* binding */ planCompactStage)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8179);
/* harmony import */ var _pool_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1439);
/* harmony import */ var _partition_commits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9054);
/* harmony import */ var _partition_compact_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(734);
/* harmony import */ var _partition_kinds_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5572);
/* harmony import */ var _partition_leg_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3792);
/* harmony import */ var _partition_ready_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6731);
/* harmony import */ var _partition_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1435);








const READS_AT_ONCE = 16;
/** As for partition legs (stages/partition.ts). */
const LATE_AFTER_MS = 5.5 * 3_600_000;
/**
 * The batches of the compaction, from the folder commits as they stand. They are the same whoever asks, so the matrix and
 * every leg of it agree. @throws MigrationError PARTITION_NOT_READY when a folder has no commit
 */
async function planCompactStage({ ledger, signal }, { plan, names }) {
    const { batches, ranges } = (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .factsOf */ .xS)(plan);
    const of = (0,_partition_kinds_js__WEBPACK_IMPORTED_MODULE_2__/* .provenanceOf */ .Jj)(plan);
    const pins = await (0,_partition_ready_js__WEBPACK_IMPORTED_MODULE_4__/* .pinManifests */ .q)({ ledger, names, signal }, of, batches.flatMap(({ folders }) => folders));
    const commits = new Map(pins.map(({ folder }) => [folder, null]));
    await (0,_pool_js__WEBPACK_IMPORTED_MODULE_6__/* .eachUpTo */ .M)(pins, READS_AT_ONCE, async (pin) => {
        const name = names.table(of.transform).folderCommit(pin.folder, pin.manifest.generation);
        const stored = await ledger.read(name, signal);
        if (stored !== null)
            commits.set(pin.folder, (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_0__/* .parseFolderCommit */ .TR)(stored.body.toString('utf8'), ledger.uri(name), of, pin));
    });
    return (0,_partition_compact_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planCompaction */ .J)(commits, ranges);
}
/** The staged files of one batch's date ranges become files of the table's size. Safe to run again at any moment. */
async function compactStage(deps, open, { batch, lateAfterMs = LATE_AFTER_MS }) {
    const { plan, digest, names } = open;
    const startedAt = (0,_clock_js__WEBPACK_IMPORTED_MODULE_7__/* .isoSeconds */ .nE)(deps.clock.now());
    const facts = (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .factsOf */ .xS)(plan);
    const sizing = (0,_partition_leg_js__WEBPACK_IMPORTED_MODULE_3__/* .sizingOf */ .w)(facts.machines);
    const { batches } = await planCompactStage(deps, open);
    const own = batches.find((one) => one.batch === batch);
    if (own === undefined)
        throw (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .noSuchBatch */ .bc)(batch, batches);
    const cores = sizing.executors * sizing.coresPerExecutor;
    const work = (0,_partition_kinds_js__WEBPACK_IMPORTED_MODULE_2__/* .compactWork */ .D2)({ plan, planDigest: digest, facts, names, batch, cores, jobFiles: (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .once */ .Oo)(deps.jobFiles) }, own.ranges);
    const end = await (0,_partition_leg_js__WEBPACK_IMPORTED_MODULE_3__/* .runLeg */ .u)({ ...deps, names }, work, {
        plan,
        facts,
        sizing,
        batches: batches.map((one) => one.batch),
        isProven: async (other) => await areCommitted(deps, open, batches.find((one) => one.batch === other)),
        lateAfterMs,
    });
    await (0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .recordLeg */ .Yb)(deps, open, end, { kind: 'compact', batch, units: own.ranges.length, startedAt });
    const commits = [...end.commits.values()];
    const result = {
        ...(0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .legResult */ .ky)(batch, end),
        ranges: own.ranges.length,
        rows: (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_0__/* .sum */ .cz)(commits.map(({ rows }) => rows)),
        files: (0,_partition_commits_js__WEBPACK_IMPORTED_MODULE_0__/* .sum */ .cz)(commits.map(({ files }) => files.length)),
    };
    deps.log(`Batch ${batch}: ${result.committed} of ${result.ranges} ranges committed${(0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .saidOfFound */ .X2)(end)}; ${result.rows} rows in ${result.files} files${(0,_partition_js__WEBPACK_IMPORTED_MODULE_5__/* .saidOfClusters */ .s2)(end)}`);
    return { result, error: end.error };
}
async function areCommitted({ ledger, signal }, { plan, names }, batch) {
    for (const { inputs, range } of batch?.ranges ?? [])
        if ((await ledger.read(names.table(plan.digests.transform).rangeCommit(range.name, inputs), signal)) === null)
            return false;
    return true;
}


/***/ })

};
