/*
 * Makes the JVM's class names stable, and finds line numbers.
 */
#ifndef PPROF4J_NAMES_H
#define PPROF4J_NAMES_H

#include <jvmti.h>
#include <string.h>

static int ends_with(const char* begin, const char* end, const char* suffix) {
	size_t length = strlen(suffix);
	return (size_t) (end - begin) >= length && memcmp(end - length, suffix, length) == 0;
}

/* The end of a name without the address of a hidden class: Foo$$Lambda$14.0x00000008000c1000. */
static char* without_address(const char* begin, char* end) {
	char* cut = end;
	while (cut > begin && strchr("0123456789abcdef", cut[-1]) != NULL) cut--;
	return cut - begin < 3 || cut[-1] != 'x' || cut[-2] != '0' || strchr("./+", cut[-3]) == NULL ? end : cut - 3;
}

/* The end of a name without its counter, if it is one of these. */
static char* without_counter(const char* begin, char* end) {
	static const char* const counted[] = { "/$Proxy", "/GeneratedMethodAccessor", "/GeneratedConstructorAccessor",
		"/GeneratedSerializationConstructorAccessor" };
	const char* name = begin + strspn(begin, "[");
	char* digits = end;
	while (digits > begin && digits[-1] >= '0' && digits[-1] <= '9') digits--;
	if (digits == end) return end;
	if (ends_with(begin, digits, "$$Lambda$")) return digits - 1;
	if (digits - name == 7 && ends_with(name, digits, "L$Proxy")) return digits; /* in no package */
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
		if (ends_with(begin, digits, counted[i])) return digits;
	}
	return end;
}

/* Cuts off the counter of the packages that proxies are in: jdk/proxy2/$Proxy14. */
static void cut_package_counter(char* signature) {
	static const char proxies[] = "Ljdk/proxy";
	char* name = signature + strspn(signature, "[");
	if (strncmp(name, proxies, sizeof proxies - 1) != 0) return;
	char* digits = name + sizeof proxies - 1;
	char* rest = digits + strspn(digits, "0123456789");
	if (*rest == '/') memmove(digits, rest, strlen(rest) + 1);
}

/* Cuts off the numbers of classes made at run time, of which there may be any number over the years. ClassNames does
 * the same and has the last word on names, but names that stay distinct here stay in tables that are never emptied. */
static void make_stable(char* signature) {
	size_t length = strlen(signature);
	int object = length > 0 && signature[length - 1] == ';';
	char* end = signature + length - object;
	char* cut = without_counter(signature, without_address(signature, end));
	if (cut < end) strcpy(cut, object ? ";" : "");
	cut_package_counter(signature);
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
