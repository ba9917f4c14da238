/* Describes methods of more classes than there is room for, with a JVM that invents them, and exits with a message if
 * two classes become one frame. */
#include <stdio.h>

#include "../../main/native/frames.h"

enum { ROOM = 8, CLASSES = 10 };

enum { LONGEST = 64 };

static jvmtiError JNICALL declaring_class(jvmtiEnv* env, jmethodID method, jclass* class) {
	(void) env;
	*class = (jclass) method;
	return JVMTI_ERROR_NONE;
}

static char* named(const char* format, const void* number) {
	char* name = malloc(LONGEST);
	snprintf(name, LONGEST, format, (int) (intptr_t) number);
	return name;
}

static jvmtiError JNICALL class_signature(jvmtiEnv* env, jclass class, char** signature, char** generic) {
	(void) env, (void) generic;
	*signature = named("Lrules/Rule%d;", class);
	return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL source_file(jvmtiEnv* env, jclass class, char** source) {
	(void) env;
	*source = named("Rule%d.java", class);
	return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL method_name(jvmtiEnv* env, jmethodID method, char** name, char** descriptor, char** generic) {
	(void) env, (void) generic;
	*name = named("run", method);
	*descriptor = named("()V", method);
	return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL deallocate(jvmtiEnv* env, unsigned char* memory) {
	(void) env;
	free(memory);
	return JVMTI_ERROR_NONE;
}

static void JNICALL delete_reference(JNIEnv* env, jobject reference) {
	(void) env, (void) reference;
}

int main(void) {
	static const Frame overflow = { 0, 0, 0, 0, 0 };
	static const struct jvmtiInterface_1_ jvmti = { .GetMethodDeclaringClass = declaring_class,
		.GetClassSignature = class_signature, .GetSourceFileName = source_file, .GetMethodName = method_name,
		.Deallocate = deallocate };
	static const struct JNINativeInterface_ jni = { .DeleteLocalRef = delete_reference };
	jvmtiEnv tools = &jvmti;
	JNIEnv env = &jni;
	uint32_t described = 0;
	ti = &tools;
	if (!make_table(&symbols, ROOM, ROOM * LONGEST, "", 0)
			|| !make_table(&frames, ROOM, ROOM * sizeof(Frame), &overflow, sizeof overflow)
			|| !make_cache(&known_frames, FIRST_CACHED)) {
		printf("no memory\n");
		return 1;
	}
	for (intptr_t i = 1; i <= CLASSES; i++) {
		jvmtiFrameInfo info = { (jmethodID) i, -1 };
		uint32_t number = describe(&env, &info);
		const uint32_t* known = cached(&known_frames, hash_frame(0, &info));
		if (known == NULL || *known != number) printf("class %d: not remembered\n", (int) i);
		if (number == 0) continue;
		described++;
		if (number != described) printf("class %d: frame %u\n", (int) i, number);
	}
	/* The empty text, the method and its descriptor, and of each class its name and its file. */
	printf("%u described\n", described);
	return 0;
}
