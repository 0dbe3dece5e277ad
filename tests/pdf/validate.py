"""Validates PDF files as PDF/UA-1 (ISO 14289-1) with page-validation.

Prints a line for each file, and one for each rule that fails.
"""

import sys

import page

is_sound = True
for path in sys.argv[1:]:
    report = page.validate_pdf(path, profile="ua1")
    print(
        f"{path}: {report.document.page_count} pages,"
        f" {report.rules.failed} of {report.rules.total} rules fail"
    )
    for failure in report.failures:
        print(f"  {failure.rule_id}: {failure.message}")
    is_sound = is_sound and report.is_compliant
sys.exit(0 if is_sound else 1)
