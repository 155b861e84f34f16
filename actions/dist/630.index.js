export const id = 630;
export const ids = [630];
export const modules = {

/***/ 1630:
/***/ ((__webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__webpack_require__.r(__webpack_exports__);
/* harmony import */ var _src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(461);
/* harmony import */ var _src_stages_approve_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3104);


const env = process.env;
await (0,_src_doors_action_js__WEBPACK_IMPORTED_MODULE_0__/* .runApproveAction */ .VE)(env, async ({ clock, ledger }, open, { input, log }) => {
    const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_SERVER_URL: server } = env;
    const { approved, uri } = await (0,_src_stages_approve_js__WEBPACK_IMPORTED_MODULE_1__/* .approveStage */ .W)({ clock, ledger, log }, open, {
        expected: input('digest') || null,
        requestedBy: actor ?? 'unknown',
        run: run === undefined ? null : `${server}/${repository}/actions/runs/${run}`,
    });
    return {
        outputs: { approval: uri },
        summary: `### Approval: ✅ plan \`${open.digest}\` ${approved === 'now' ? 'is approved' : 'was approved before'}\n`,
        error: null,
    };
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

};
