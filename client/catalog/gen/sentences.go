package main

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

// sentenceList says what each operation does, one line each:
//
//	droplets_list Lists droplets.
//
//go:embed sentences.txt
var sentenceList string

// parseSentences reads them by operation id.
func parseSentences(list string) (map[string]string, error) {
	sentences := make(map[string]string)
	var errs []error
	for i, line := range strings.Split(list, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, sentence, _ := strings.Cut(line, " ")
		if sentence == "" || !strings.HasSuffix(sentence, ".") || sentences[id] != "" {
			errs = append(errs, fmt.Errorf("sentences.txt:%d: %q is not `operationId Sentence.`, once an operation", i+1, line))
		}
		sentences[id] = sentence
	}
	return sentences, errors.Join(errs...)
}

// describe gives each operation its sentence. Those without one are reported
// where the list is the whole one.
func describe(ops []*operation, sentences map[string]string) error {
	var errs []error
	for _, op := range ops {
		if op.sentence = sentences[op.raw.ID]; op.sentence == "" && len(sentences) > 0 {
			errs = append(errs, fmt.Errorf("sentences.txt: operation %s has none: add a line", op.raw.ID))
		}
	}
	return errors.Join(errs...)
}
