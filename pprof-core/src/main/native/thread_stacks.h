/*
 * The stacks of other threads. Each thread is stopped for as long as its own stack takes to walk (a handshake). The
 * application as a whole keeps running, but from JDK 24 on no virtual thread can be mounted or unmounted in the
 * meantime.
 */
#ifndef PPROF4J_THREAD_STACKS_H
#define PPROF4J_THREAD_STACKS_H

#include "frames.h"

enum {
	STRIDE = MAX_DEPTH + 2, /* per thread in the result: its depth, and its frames */
	NO_STACK = -1 /* nearly always because the thread has ended */
};

/* Lets the shared class reach the JDK's own list of virtual threads, and what the JDK knows about their locks. The only
 * other way to find them all is a dump to a file, and JVMTI reports locks only if asked before the JVM starts. */
static jint JNICALL open_thread_internals(JNIEnv* env, jclass self, jobject java_base, jobject ours) {
	(void) env, (void) self;
	return (jint) (*ti)->AddModuleOpens(ti, java_base, "jdk.internal.vm", ours);
}

/* All threads except virtual ones; NULL where there is no memory for the answer. */
static jobjectArray JNICALL platform_threads(JNIEnv* env, jclass self, jclass thread_class) {
	(void) self;
	jint count = 0;
	jthread* threads = NULL;
	if ((*ti)->GetAllThreads(ti, &count, &threads) != JVMTI_ERROR_NONE) return NULL;
	jobjectArray result = NULL;
	if ((*env)->EnsureLocalCapacity(env, count + 16) == JNI_OK) {
		result = (*env)->NewObjectArray(env, count, thread_class, NULL);
	}
	for (jint i = 0; i < count; i++) {
		if (result != NULL) (*env)->SetObjectArrayElement(env, result, i, threads[i]);
		(*env)->DeleteLocalRef(env, threads[i]);
	}
	(*ti)->Deallocate(ti, (unsigned char*) threads);
	return result;
}

/* Each thread's stack goes to result[i * STRIDE]: its depth, and the numbers of its frames, leaf first. */
static void JNICALL walk(JNIEnv* env, jclass self, jobjectArray threads, jint count, jintArray result) {
	jvmtiFrameInfo infos[MAX_DEPTH + 1];
	jint stack[STRIDE];
	(void) self;
	for (jint i = 0; i < count; i++) {
		jobject thread = (*env)->GetObjectArrayElement(env, threads, i);
		jint depth = 0;
		jvmtiError error = (*ti)->GetStackTrace(ti, thread, 0, MAX_DEPTH + 1, infos, &depth);
		stack[0] = error == JVMTI_ERROR_NONE ? describe_all(env, infos, depth, (int32_t*) stack + 1) : NO_STACK;
		(*env)->DeleteLocalRef(env, thread);
		(*env)->SetIntArrayRegion(env, result, i * STRIDE, 1 + (stack[0] > 0 ? stack[0] : 0), stack);
	}
}

#endif
