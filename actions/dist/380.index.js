export const id = 380;
export const ids = [380];
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


/***/ })

};
