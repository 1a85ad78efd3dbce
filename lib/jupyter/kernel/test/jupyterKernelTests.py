"""The public checks of jupyter_kernel_test, with samples in TypeScript."""

import unittest

import jupyter_kernel_test


class TypeScriptKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("test")'
    completion_samples = [
        {"text": "Math.sqr", "matches": ["sqrt", "SQRT2", "SQRT1_2"]},
        {"text": "JSON.", "matches": ["parse", "stringify"]},
        {"text": "zinc", "matches": []},
    ]
    complete_code_samples = ["1", 'console.log("x")', "function f(x: number) {\n  return x * 2;\n}"]
    incomplete_code_samples = ["function f(x: number) {", "const text = `a", "[1, 2,", "/* note"]
    invalid_code_samples = ["const = 7 7", "a b c", "} {"]
    code_generate_error = 'throw new Error("planned")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2, 3]", "result": "[ 1, 2, 3 ]"},
        {"code": "await Promise.resolve('a')", "result": "'a'"},
        {"code": '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>" }) })', "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'import { display } from "tslab"; display.html("<b>x</b>");', "mime": "text/html"},
        {"code": 'await Jupyter.display({ a: 1 });', "mime": "text/plain"},
    ]
    code_history_pattern = "6?*?7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_page_something = "Math.max?"
    code_clear_output = "Jupyter.clearOutput();"

    def test_restart(self) -> None:
        self.execute_helper("const before = 1;")
        self.km.restart_kernel()
        self.kc.wait_for_ready(timeout=30)
        self.flush_channels()
        reply, _outputs = self.execute_helper("before")
        self.assertEqual(reply["content"]["status"], "error")
        self.assertEqual(reply["content"]["execution_count"], 1)


if __name__ == "__main__":
    unittest.main()
