export const id = 978;
export const ids = [978];
export const modules = {

/***/ 1262:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_report_settled_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4197);
/* harmony import */ var _src_stages_settle_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8698);



await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .TA)(process.env, async (deps, open, { input }) => {
    const cancelled = input('cancelled', { oneOf: ['true', 'false'] }) === 'true';
    const settled = await (0,_src_stages_settle_js__WEBPACK_IMPORTED_MODULE_2__/* .settleStage */ .ue)(deps, open, { cancelled });
    const { clusters, machines, shards } = settled;
    return {
        outputs: {
            shards: JSON.stringify(shards),
            clusters: JSON.stringify(clusters),
            keep: [...machines, ...clusters].join('\n'),
        },
        summary: (0,_src_report_settled_js__WEBPACK_IMPORTED_MODULE_1__/* .settledMarkdown */ .T)(settled),
        error: null,
    };
}, 'look');

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 75:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hi: () => (/* binding */ inMarkdown),
/* harmony export */   KT: () => (/* binding */ named),
/* harmony export */   OZ: () => (/* binding */ receiptMarkdown),
/* harmony export */   Xg: () => (/* binding */ planMarkdown),
/* harmony export */   ai: () => (/* binding */ number),
/* harmony export */   bk: () => (/* binding */ VERDICTS),
/* harmony export */   mH: () => (/* binding */ shardMarkdown),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
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
            ...(plan.verify === undefined
                ? []
                : [['verify', `on a machine of type ${plan.verify.machine.instanceType}, about ${bound}${estimate.machineHours ?? 0} h`]]),
            ['time at one S3 partition', `${bound}${number(estimate.secondsAtOnePartition)} s`],
            ['plan', `\`${digest}\``],
        ]),
        '',
        `Kept at \`${uri}\`.`,
        '',
    ].join('\n');
}
/** Failed keys on a page; the result has all of them. */
const FAILURES_SHOWN = 10;
const reasonOf = ({ code, message, requestId }) => `${inMarkdown(code)}: ${inMarkdown(message)}${requestId === undefined ? '' : ` (request ${inMarkdown(requestId)})`}`;
function shardMarkdown(result) {
    const { shard, round, verdict, accounts, attempt, skipped, folders, failures, failedFolders = [] } = result;
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
    for (const { folder, ...why } of failedFolders)
        lines.push(`- folder ${inMarkdown(folder)}: ${reasonOf(why)}`);
    for (const { key, ...why } of failures.slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(key)}: ${reasonOf(why)}`);
    if (failures.length > FAILURES_SHOWN)
        lines.push(`- and ${number(failures.length - FAILURES_SHOWN)} more`);
    // Once for each code and step: what to do is the same for all of its keys.
    const steps = new Set([...failedFolders, ...failures].flatMap(({ code, next }) => (next === undefined ? [] : [`${code}: ${next}`])));
    if (steps.size > 0)
        lines.push('', 'What to do:', '');
    for (const step of [...steps].slice(0, FAILURES_SHOWN))
        lines.push(`- ${inMarkdown(step)}`);
    if (attempt.unswept !== undefined)
        lines.push('', `Uploads in parts that an earlier worker may have left stay: ${inMarkdown(attempt.unswept)}`);
    return [...lines, ''].join('\n');
}
const VERDICTS = {
    identical: '✅ identical',
    different: '❌ different',
    unproven: '❓ unproven',
};
function batchRows({ run }) {
    if (run.batches.length === 0)
        return [];
    const met = {};
    for (const { failures } of run.batches)
        for (const [name, times] of Object.entries(failures))
            met[name] = (met[name] ?? 0) + times;
    return [
        ['clusters rented by this run', number(run.batches.reduce((sum, { clusters }) => sum + clusters, 0))],
        ...Object.entries(met).map(([name, times]) => [`folders or ranges that failed on one: ${name}`, number(times)]),
    ];
}
function documentRows({ documents, published, table: seen }) {
    if (documents === null)
        return [];
    return [
        ['documents read', number(documents.read)],
        ['= rows', number(documents.rows)],
        ...Object.entries(documents.rejects).map(([reason, times]) => [`+ rejects: ${reason}`, number(times)]),
        [
            'published',
            published === null
                ? 'nothing'
                : `${number(published.rows)} rows in ${number(published.files)} files of ${number(published.partitions)} days`,
        ],
        ...(seen === null ? [] : [['table verified', seen.verdict === 'whole' ? 'whole' : Object.keys(seen.findings).join(', ')]]),
    ];
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
            ...documentRows(receipt),
            ['copies made by this run', number(run.copies)],
            ...batchRows(receipt),
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


/***/ })

};
