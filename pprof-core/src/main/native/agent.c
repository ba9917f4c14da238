/*
 * The native side of the profiler, one per process: heap_sampler.h samples allocations as often as sampling_budget.h
 * allows, thread_stacks.h walks the stacks of threads, contended_monitors.h times how long virtual threads wait for
 * monitors, and thread_clocks.h reads the clocks of threads that end. All but the last use the tables of frames.h to
 * name their frames. This file connects them to the JVM and to the one Java class that calls them.
 *
 * What keeps it safe:
 * - The lock guards plain memory. No JNI or JVMTI call and no allocation is made while it is held, so a safepoint
 *   cannot stop a thread that holds it, and no event can occur while it is held.
 * - Nothing that handles an event allocates Java objects, so a sample never causes another sample.
 * - Methods are described when they are first seen, while their class is on the stack or held. Classes unload, and a
 *   method's number (jmethodID) is valid only while its class is loaded.
 * - All memory is reserved at the start and committed as it is used; table entries are not moved or freed later. What
 *   does not fit is counted in entry 0 of its table, and live objects are thinned out.
 */
#include <jvmti.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"

#include "contended_monitors.h"
#include "heap_sampler.h"
#include "thread_clocks.h"
#include "thread_stacks.h"

/* Empty: the mere request for this event makes the compilers write debug information for inlined code. */
static void JNICALL on_compiled_method_load(jvmtiEnv* jvmti, jmethodID method, jint size, const void* code, jint count,
		const jvmtiAddrLocationMap* map, const void* info) {
	(void) jvmti, (void) method, (void) size, (void) code, (void) count, (void) map, (void) info;
}

static jint JNICALL arm(JNIEnv* env, jclass self, jboolean on) {
	(void) env, (void) self;
	jvmtiCapabilities wanted;
	memset(&wanted, 0, sizeof wanted);
	wanted.can_generate_compiled_method_load_events = 1;
	jvmtiError error = (*ti)->AddCapabilities(ti, &wanted);
	return error != JVMTI_ERROR_NONE ? (jint) error
			: (jint) (*ti)->SetEventNotificationMode(ti, on ? JVMTI_ENABLE : JVMTI_DISABLE,
					JVMTI_EVENT_COMPILED_METHOD_LOAD, NULL);
}

static void JNICALL collect(JNIEnv* env, jclass self) {
	(void) env, (void) self;
	(*ti)->ForceGarbageCollection(ti);
}

static void JNICALL free_snapshot(JNIEnv* env, jclass self, jobject buffer) {
	(void) self;
	free((*env)->GetDirectBufferAddress(env, buffer));
}

static void JNICALL touch(JNIEnv* env, jclass self) {
	(void) env, (void) self;
}

static jint connect(JNIEnv* env) {
	JavaVM* vm;
	jvmtiCapabilities names;
	memset(&names, 0, sizeof names);
	names.can_get_line_numbers = 1;
	names.can_get_source_file_name = 1;
	jvmtiEventCallbacks callbacks;
	memset(&callbacks, 0, sizeof callbacks);
	callbacks.SampledObjectAlloc = on_sampled_object_alloc;
	callbacks.CompiledMethodLoad = on_compiled_method_load;
	callbacks.MonitorContendedEnter = on_monitor_contended_enter;
	callbacks.MonitorContendedEntered = on_monitor_contended_entered;
	callbacks.ThreadStart = on_thread_start;
	callbacks.ThreadEnd = on_thread_end;
	if (ti == NULL /* otherwise an earlier attempt failed later on */
			&& ((*env)->GetJavaVM(env, &vm) != JNI_OK || (*vm)->GetEnv(vm, (void**) &ti, JVMTI_VERSION_11) != JNI_OK)) {
		ti = NULL;
		return JVMTI_ERROR_NOT_AVAILABLE;
	}
	if (!make_frames()) return JVMTI_ERROR_OUT_OF_MEMORY;
	jvmtiError error = (*ti)->AddCapabilities(ti, &names);
	return error != JVMTI_ERROR_NONE ? (jint) error : (jint) (*ti)->SetEventCallbacks(ti, &callbacks, sizeof callbacks);
}

/* Defines the class that all class loaders share, in the bootstrap loader, unless it exists already without its
 * functions, and gives it the functions above. The library is linked to stay, like that class. A change of the
 * parameters needs a new name: an installed library may be older or newer than the class that calls it. */
JNIEXPORT jint JNICALL Java_dev_pprof4j_source_agent_AgentLibrary_installShared(JNIEnv* env, jclass self,
		jbyteArray class_file, jclass existing) {
	static const JNINativeMethod methods[] = {
		{ "arm0", "(Z)I", (void*) arm },
		{ "collectGarbage", "()V", (void*) collect },
		{ "free", "(Ljava/nio/ByteBuffer;)V", (void*) free_snapshot },
		{ "startHeap0", "(IIII)I", (void*) start_heap },
		{ "stopHeap0", "()V", (void*) stop_heap },
		{ "heap", "()Ljava/nio/ByteBuffer;", (void*) heap_snapshot },
		{ "heapFigures", "()[J", (void*) heap_figures },
		{ "startMonitors0", "(JI)I", (void*) start_monitors },
		{ "stopMonitors0", "()V", (void*) stop_monitors },
		{ "monitors", "()Ljava/nio/ByteBuffer;", (void*) monitors_snapshot },
		{ "startReadings0", "()I", (void*) start_readings },
		{ "stopReadings0", "()V", (void*) stop_readings },
		{ "readings", "(J)[J", (void*) readings_after },
		{ "open0", "(Ljava/lang/Module;Ljava/lang/Module;)I", (void*) open_thread_internals },
		{ "platformThreads0", "(Ljava/lang/Class;)[Ljava/lang/Thread;", (void*) platform_threads },
		{ "walk", "([Ljava/lang/Thread;I[I)V", (void*) walk },
		{ "frames", "()Ljava/nio/ByteBuffer;", (void*) frames_snapshot },
		{ "touch0", "()V", (void*) touch }, /* registered last: if it is there, so are the others */
	};
	(void) self;
	jsize length = (*env)->GetArrayLength(env, class_file);
	jbyte* bytes = (*env)->GetByteArrayElements(env, class_file, NULL);
	if (bytes == NULL) return JVMTI_ERROR_OUT_OF_MEMORY;
	jint error = connect(env);
	if (error == JVMTI_ERROR_NONE) {
		jclass shared = existing != NULL ? existing
				: (*env)->DefineClass(env, "dev/pprof4j/source/agent/shared/SharedAgent", NULL, bytes, length);
		if (shared != NULL) (*env)->RegisterNatives(env, shared, methods, sizeof methods / sizeof methods[0]);
	}
	(*env)->ReleaseByteArrayElements(env, class_file, bytes, JNI_ABORT);
	return error;
}
