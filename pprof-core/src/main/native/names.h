/*
 * What the JVM calls classes and lines.
 */
#ifndef PPROF4J_NAMES_H
#define PPROF4J_NAMES_H

#include <jvmti.h>
#include <string.h>

/* Cuts off what numbers the classes made at run time, of which there may be any number: the address of a hidden class
 * (Foo$$Lambda$14.0x00000008000c1000) and the count of a lambda. */
static void make_stable(char* signature) {
	size_t length = strlen(signature);
	char* end = signature + length;
	int object = length > 0 && end[-1] == ';';
	char* name_end = object ? end - 1 : end;
	char* cut = name_end;
	while (cut > signature && strchr("0123456789abcdef", cut[-1]) != NULL) cut--;
	if (cut - signature < 3 || cut[-1] != 'x' || cut[-2] != '0' || strchr("./+", cut[-3]) == NULL) return;
	cut -= 3;
	char* digits = cut;
	while (digits > signature && digits[-1] >= '0' && digits[-1] <= '9') digits--;
	if (digits - signature > 9 && memcmp(digits - 9, "$$Lambda$", 9) == 0) cut = digits - 1;
	if (object) {
		*cut++ = ';';
	}
	*cut = '\0';
}

/* The line of a bytecode; 0 if it is not known. */
static int32_t line_of(jvmtiEnv* ti, jmethodID method, jlocation location) {
	jint count = 0;
	jvmtiLineNumberEntry* lines = NULL;
	int32_t line = 0;
	jlocation closest = -1;
	if (location < 0 || (*ti)->GetLineNumberTable(ti, method, &count, &lines) != JVMTI_ERROR_NONE) return 0;
	for (jint i = 0; i < count; i++) {
		if (lines[i].start_location <= location && lines[i].start_location > closest) {
			closest = lines[i].start_location;
			line = lines[i].line_number;
		}
	}
	(*ti)->Deallocate(ti, (unsigned char*) lines);
	return line;
}

#endif
