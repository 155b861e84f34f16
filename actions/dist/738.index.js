export const id = 738;
export const ids = [738];
export const modules = {

/***/ 8738:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_stages_compact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1392);


await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runPlanAction */ .TA)(process.env, async (deps, open) => {
    const { batches, empty, rows } = await (0,_src_stages_compact_js__WEBPACK_IMPORTED_MODULE_1__/* .planCompactStage */ .h)(deps, open);
    const ranges = batches.reduce((sum, batch) => sum + batch.ranges.length, 0);
    return {
        outputs: { matrix: JSON.stringify(batches.map(({ batch }) => batch)), 'batch-count': String(batches.length), orders: String(ranges) },
        summary: `### Compaction: ${rows} rows of ${ranges} date ranges in ${batches.length} batches; ${empty.length} ranges are empty\n`,
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

};
