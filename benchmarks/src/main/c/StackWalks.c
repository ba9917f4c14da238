/*
 * What does it cost to walk the stack when an object is sampled, and what does that cost the application afterwards? This JVM agent
 * takes the path of a file with its orders, "MODE WALKS_PER_SECOND". Ten times a second, it writes to PATH.report: mode, events,
 * walks, nanoseconds of CPU time for the walks, and for the second walks in a row.
 */
#include <jvmti.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { OFF, EVENTS, WALK, WALK_TWICE };

enum { INTERVAL = 512 * 1024, MAX_DEPTH = 257, PATH = 4096 };

static jvmtiEnv* ti;
static JavaVM* vm;
static char order[PATH], report[PATH + 8], unfinished[PATH + 8];
static int mode; /* atomic, like all of these: callbacks of any thread use them */
static int64_t gap, last, events, walks, nanos, second_nanos;

static int64_t clock_nanos(clockid_t clock) {
	struct timespec time;
	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int64_t walk(void) {
	jvmtiFrameInfo frames[MAX_DEPTH];
	jint depth = 0;
	int64_t start = clock_nanos(CLOCK_THREAD_CPUTIME_ID);
	(*ti)->GetStackTrace(ti, NULL, 0, MAX_DEPTH, frames, &depth);
	return clock_nanos(CLOCK_THREAD_CPUTIME_ID) - start;
}

static void JNICALL on_sampled_object_alloc(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object, jclass class, jlong size) {
	(void) jvmti, (void) env, (void) thread, (void) object, (void) class, (void) size;
	__atomic_fetch_add(&events, 1, __ATOMIC_RELAXED);
	int wanted = __atomic_load_n(&mode, __ATOMIC_RELAXED);
	int64_t now = clock_nanos(CLOCK_MONOTONIC), before = __atomic_load_n(&last, __ATOMIC_RELAXED);
	if (wanted < WALK || now - before < __atomic_load_n(&gap, __ATOMIC_RELAXED)
			|| !__atomic_compare_exchange_n(&last, &before, now, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return;
	__atomic_fetch_add(&nanos, walk(), __ATOMIC_RELAXED);
	__atomic_fetch_add(&walks, 1, __ATOMIC_RELAXED);
	if (wanted == WALK_TWICE) __atomic_fetch_add(&second_nanos, walk(), __ATOMIC_RELAXED);
}

static void obey(void) {
	int wanted = OFF, per_second = 1;
	FILE* file = fopen(order, "r");
	if (file == NULL) return;
	if (fscanf(file, "%d %d", &wanted, &per_second) == 2 && wanted != __atomic_load_n(&mode, __ATOMIC_RELAXED)) {
		__atomic_store_n(&gap, 1000000000LL / per_second, __ATOMIC_RELAXED);
		__atomic_store_n(&mode, wanted, __ATOMIC_RELAXED);
		(*ti)->SetEventNotificationMode(ti, wanted == OFF ? JVMTI_DISABLE : JVMTI_ENABLE, JVMTI_EVENT_SAMPLED_OBJECT_ALLOC, NULL);
	}
	fclose(file);
}

static long long loaded(int64_t* number) {
	return __atomic_load_n(number, __ATOMIC_RELAXED);
}

static void write_report(void) {
	FILE* file = fopen(unfinished, "w");
	if (file == NULL) return;
	fprintf(file, "%d %lld %lld %lld %lld\n", __atomic_load_n(&mode, __ATOMIC_RELAXED), loaded(&events), loaded(&walks), loaded(&nanos),
		loaded(&second_nanos));
	fclose(file);
	rename(unfinished, report);
}

static void* run(void* nothing) {
	void* env;
	(void) nothing;
	if ((*vm)->AttachCurrentThreadAsDaemon(vm, &env, NULL) != JNI_OK) return NULL;
	for (;;) {
		obey();
		write_report();
		nanosleep(&(struct timespec) { 0, 100000000 }, NULL);
	}
}

static void JNICALL on_vm_init(jvmtiEnv* jvmti, JNIEnv* env, jthread thread) {
	pthread_t started;
	(void) jvmti, (void) env, (void) thread;
	pthread_create(&started, NULL, run, NULL);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM* java, char* options, void* reserved) {
	jvmtiCapabilities wanted;
	jvmtiEventCallbacks callbacks;
	(void) reserved;
	vm = java;
	snprintf(order, sizeof order, "%s", options);
	snprintf(report, sizeof report, "%s.report", order);
	snprintf(unfinished, sizeof unfinished, "%s.new", order);
	memset(&wanted, 0, sizeof wanted);
	wanted.can_generate_sampled_object_alloc_events = 1;
	wanted.can_generate_compiled_method_load_events = 1; /* as in the starter */
	memset(&callbacks, 0, sizeof callbacks);
	callbacks.SampledObjectAlloc = on_sampled_object_alloc;
	callbacks.VMInit = on_vm_init;
	return (*vm)->GetEnv(vm, (void**) &ti, JVMTI_VERSION_11) == JNI_OK && (*ti)->AddCapabilities(ti, &wanted) == JVMTI_ERROR_NONE
		&& (*ti)->SetEventCallbacks(ti, &callbacks, sizeof callbacks) == JVMTI_ERROR_NONE
		&& (*ti)->SetHeapSamplingInterval(ti, INTERVAL) == JVMTI_ERROR_NONE
		&& (*ti)->SetEventNotificationMode(ti, JVMTI_ENABLE, JVMTI_EVENT_VM_INIT, NULL) == JVMTI_ERROR_NONE ? JNI_OK : JNI_ERR;
}
