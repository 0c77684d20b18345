package luatest

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteText writes one file's results for people: failures in full, then
// a line for the file.
func WriteText(w io.Writer, f File) error {
	var b strings.Builder
	failed, skipped := 0, 0
	for _, t := range f.Cases {
		switch {
		case t.Skipped:
			skipped++
			if t.Reason != "" {
				fmt.Fprintf(&b, "skip %s: %s\n", strings.Join(t.Name, " > "), t.Reason)
			}
		case t.Failure == "" && t.Attempts > 1:
			fmt.Fprintf(&b, "again %s: passed at attempt %d\n", strings.Join(t.Name, " > "), t.Attempts)
		case t.Failure != "":
			failed++
			fmt.Fprintf(&b, "FAIL %s\n", strings.Join(t.Name, " > "))
			if t.Where != "" && !strings.HasPrefix(t.Failure, t.Where) {
				fmt.Fprintf(&b, "     %s\n", t.Where)
			}
			fmt.Fprintf(&b, "     %s\n", strings.ReplaceAll(t.Failure, "\n", "\n     "))
		}
	}
	word := "ok  "
	if f.Failed() {
		word = "FAIL"
	}
	if f.Err != nil {
		fmt.Fprintf(&b, "     %s\n", strings.ReplaceAll(f.Err.Error(), "\n", "\n     "))
	}
	fmt.Fprintf(&b, "%s %s: %d passed", word, f.Path, len(f.Cases)-failed-skipped)
	if failed > 0 {
		fmt.Fprintf(&b, ", %d failed", failed)
	}
	if skipped > 0 {
		fmt.Fprintf(&b, ", %d skipped", skipped)
	}
	fmt.Fprintf(&b, " (%v)\n", f.Duration.Round(time.Millisecond))
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteTAP writes the results of all files by the Test Anything Protocol,
// version 13.
func WriteTAP(w io.Writer, files []File) error {
	var b strings.Builder
	n := 0
	line := func(ok bool, name, directive string) {
		n++
		word := "not ok"
		if ok {
			word = "ok"
		}
		name = strings.NewReplacer("#", `\#`, "\n", " ").Replace(name)
		fmt.Fprintf(&b, "%s %d - %s%s\n", word, n, name, directive)
	}
	for i := range files {
		f := &files[i]
		for _, t := range f.Cases {
			name := f.Path + ": " + strings.Join(t.Name, " > ")
			if t.Skipped {
				line(true, name, strings.TrimRight(" # SKIP "+strings.ReplaceAll(t.Reason, "\n", " "), " "))
				continue
			}
			line(t.Failure == "", name, "")
			if t.Failure == "" && t.Attempts > 1 {
				fmt.Fprintf(&b, "# passed at attempt %d\n", t.Attempts)
			}
			if t.Failure != "" {
				for l := range strings.Lines(strings.TrimSpace(t.Where+"\n"+t.Failure) + "\n") {
					b.WriteString("# " + l)
				}
			}
		}
		if f.Err != nil {
			line(false, f.Path, "")
			b.WriteString("# " + strings.ReplaceAll(f.Err.Error(), "\n", "\n# ") + "\n")
		}
	}
	_, err := fmt.Fprintf(w, "TAP version 13\n1..%d\n%s", n, b.String())
	return err
}

// The elements of a JUnit report.
type (
	junitReport struct {
		XMLName xml.Name     `xml:"testsuites"`
		Tests   int          `xml:"tests,attr"`
		Failed  int          `xml:"failures,attr"`
		Errors  int          `xml:"errors,attr"`
		Skipped int          `xml:"skipped,attr"`
		Time    string       `xml:"time,attr"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name    string      `xml:"name,attr"`
		Tests   int         `xml:"tests,attr"`
		Failed  int         `xml:"failures,attr"`
		Errors  int         `xml:"errors,attr"`
		Skipped int         `xml:"skipped,attr"`
		Time    string      `xml:"time,attr"`
		Cases   []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
		Skipped *junitProblem `xml:"skipped"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitProblem struct {
		Message string `xml:"message,attr,omitempty"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

func junitSeconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// WriteJUnit writes the results of all files as one JUnit report: a suite for
// each file, unmet expectations as failures, other errors as errors.
func WriteJUnit(w io.Writer, files []File) error {
	var report junitReport
	var total time.Duration
	for i := range files {
		s := junitOf(&files[i])
		report.Tests += s.Tests
		report.Failed += s.Failed
		report.Errors += s.Errors
		report.Skipped += s.Skipped
		total += files[i].Duration
		report.Suites = append(report.Suites, s)
	}
	report.Time = junitSeconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitOf(f *File) junitSuite {
	s := junitSuite{Name: f.Path, Time: junitSeconds(f.Duration)}
	for _, t := range f.Cases {
		k := junitCase{
			Class: strings.Join(append([]string{f.Path}, t.Name[:len(t.Name)-1]...), "."),
			Name:  t.Name[len(t.Name)-1], Time: junitSeconds(t.Duration),
		}
		if t.Failure != "" {
			first, _, _ := strings.Cut(t.Failure, "\n")
			p := &junitProblem{Message: first, Type: t.Kind, Text: strings.TrimSpace(t.Where + "\n" + t.Failure)}
			if t.Kind == KindAssertion {
				k.Failure = p
				s.Failed++
			} else {
				k.Error = p
				s.Errors++
			}
		}
		if t.Failure == "" && t.Attempts > 1 {
			k.Output = fmt.Sprintf("passed at attempt %d", t.Attempts)
		}
		if t.Skipped {
			k.Skipped = &junitProblem{Message: t.Reason}
			s.Skipped++
		}
		s.Cases = append(s.Cases, k)
	}
	if f.Err != nil {
		s.Errors++
		s.Cases = append(s.Cases, junitCase{Class: f.Path, Name: "the file itself", Time: junitSeconds(0), Error: &junitProblem{Message: f.Err.Error(), Text: f.Err.Error()}})
	}
	s.Tests = len(s.Cases)
	return s
}
