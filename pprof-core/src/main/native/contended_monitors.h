/*
 * How long virtual threads wait for monitors, by stack and class of the monitor. JDK Flight Recorder reports this for
 * platform threads only. Runs on Java 21 and later; on earlier versions none of this runs.
 *
 * The beginning of a wait is kept in the JVM's own storage for the thread, which follows a virtual thread from carrier
 * to carrier. Waits shorter than a threshold are dropped before their stacks are walked, as are some of the others when
 * there are very many (waits_budget.h).
 */
#ifndef PPROF4J_CONTENDED_MONITORS_H
#define PPROF4J_CONTENDED_MONITORS_H

#include "frames.h"
#include "waits_budget.h"

typedef struct {
	uint64_t contentions, nanos;
} Waits;

static Table contended; /* the class of the monitor, followed by the frames of the stack */
static Waits* waited; /* for each entry of the table */
static int64_t threshold; /* atomic, like the next */
static int64_t counting_since;
static jclass virtual_thread; /* java.lang.BaseVirtualThread; set once, before the events are on */

static void JNICALL on_monitor_contended_enter(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject monitor) {
	(void) jvmti, (void) monitor;
	if ((*env)->IsInstanceOf(env, thread, virtual_thread)) {
		(*ti)->SetThreadLocalStorage(ti, thread, (void*) (intptr_t) clock_nanos(CLOCK_MONOTONIC));
	}
}

static void count_wait(JNIEnv* env, jthread thread, jobject monitor, int64_t nanos, uint64_t stands_for) {
	jvmtiFrameInfo infos[MAX_DEPTH + 1];
	int32_t entry[MAX_DEPTH + 2];
	jint depth = 0;
	char* name = NULL;
	if ((*ti)->GetStackTrace(ti, thread, 0, MAX_DEPTH + 1, infos, &depth) != JVMTI_ERROR_NONE) depth = 0;
	jclass class = (*env)->GetObjectClass(env, monitor);
	(*ti)->GetClassSignature(ti, class, &name, NULL);
	(*env)->DeleteLocalRef(env, class);
	jint count = describe_all(env, infos, depth, entry + 1);
	if (name != NULL) {
		make_stable(name);
	}

	pthread_mutex_lock(&lock);
	entry[0] = (int32_t) symbol(name);
	uint32_t number = has_room(name, (uint32_t) entry[0])
			? intern(&contended, entry, (uint32_t) (count + 1) * sizeof(int32_t)) : 0;
	waited[number].contentions += stands_for;
	waited[number].nanos += stands_for * (uint64_t) nanos;
	pthread_mutex_unlock(&lock);

	(*ti)->Deallocate(ti, (unsigned char*) name);
}

static void JNICALL on_monitor_contended_entered(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject monitor) {
	void* stored = NULL;
	(void) jvmti;
	if (!(*env)->IsInstanceOf(env, thread, virtual_thread)) return;
	/* NULL is this thread, too: for one that is named, JDK 21 to 24 take a lock of the whole JVM. To set what is stored,
	 * they take it in either case. */
	if ((*ti)->GetThreadLocalStorage(ti, NULL, &stored) != JVMTI_ERROR_NONE || stored == NULL) return;
	(*ti)->SetThreadLocalStorage(ti, thread, NULL);
	int64_t since = (int64_t) (intptr_t) stored, now = clock_nanos(CLOCK_MONOTONIC);
	/* What began before the events were last switched on may be another wait, whose end was never reported. */
	if (since < __atomic_load_n(&counting_since, __ATOMIC_RELAXED)) return;
	if (now - since < __atomic_load_n(&threshold, __ATOMIC_RELAXED)) return;
	uint64_t stands_for = wait_stands_for(now);
	if (stands_for > 0) count_wait(env, thread, monitor, now - since, stands_for);
}

/* ---- control: the Java side calls these one at a time ------------------------------------------------------------ */

static int make_waits(uint32_t max_stacks) {
	static const uint32_t no_class = 0;
	if (waited != NULL) return 1;
	return keep_reserved(
		make_table(&contended, max_stacks + 1, max_stacks * 4 * (MAX_DEPTH + 2), &no_class, sizeof no_class)
		&& (waited = reserve((max_stacks + 1) * sizeof(Waits))) != NULL);
}

/* The headers of JDK 17 lack it: it is the bit after can_generate_sampled_object_alloc_events. */
static void set_can_support_virtual_threads(jvmtiCapabilities* capabilities) {
	((unsigned char*) capabilities)[5] |= 0x10;
}

static jvmtiError switch_events(jvmtiEventMode mode) {
	jvmtiError error = (*ti)->SetEventNotificationMode(ti, mode, JVMTI_EVENT_MONITOR_CONTENDED_ENTERED, NULL);
	return error != JVMTI_ERROR_NONE ? error
			: (*ti)->SetEventNotificationMode(ti, mode, JVMTI_EVENT_MONITOR_CONTENDED_ENTER, NULL);
}

/* The capability for virtual threads is never given back: from then on their stacks are walked, perhaps right now. */
static jint JNICALL start_monitors(JNIEnv* env, jclass self, jlong threshold_nanos, jint max_stacks) {
	(void) self;
	jvmtiCapabilities wanted;
	memset(&wanted, 0, sizeof wanted);
	wanted.can_generate_monitor_events = 1;
	set_can_support_virtual_threads(&wanted);
	if (virtual_thread == NULL) {
		jclass found = (*env)->FindClass(env, "java/lang/BaseVirtualThread");
		if (found == NULL) {
			(*env)->ExceptionClear(env);
			return JVMTI_ERROR_NOT_AVAILABLE;
		}
		virtual_thread = (*env)->NewGlobalRef(env, found);
		(*env)->DeleteLocalRef(env, found);
		if (virtual_thread == NULL) return JVMTI_ERROR_OUT_OF_MEMORY;
	}
	if (!make_waits((uint32_t) max_stacks)) return JVMTI_ERROR_OUT_OF_MEMORY;
	jvmtiError error = (*ti)->AddCapabilities(ti, &wanted);
	if (error != JVMTI_ERROR_NONE) return (jint) error;
	__atomic_store_n(&threshold, (int64_t) threshold_nanos, __ATOMIC_RELAXED);
	__atomic_store_n(&counting_since, clock_nanos(CLOCK_MONOTONIC), __ATOMIC_RELAXED);
	return (jint) switch_events(JVMTI_ENABLE);
}

static void JNICALL stop_monitors(JNIEnv* env, jclass self) {
	(void) env, (void) self;
	switch_events(JVMTI_DISABLE);
}

static jobject JNICALL monitors_snapshot(JNIEnv* env, jclass self) {
	(void) self;
	if (waited == NULL) return NULL;
	pthread_mutex_lock(&lock);
	Table tables[] = { symbols, frames, contended };
	pthread_mutex_unlock(&lock);
	uint64_t header[] = { FORMAT, 7, tables[0].count, tables[1].count, tables[2].count,
			__atomic_load_n(&waits, __ATOMIC_RELAXED), __atomic_load_n(&waits_left_alone, __ATOMIC_RELAXED) };
	size_t counts = tables[2].count * sizeof(Waits), bytes = sizeof header + tables_size(tables, 3) + counts;
	uint8_t* memory = malloc(bytes);
	if (memory == NULL) return NULL;
	uint8_t* to = append_tables(append(memory, header, sizeof header), tables, 3);
	pthread_mutex_lock(&lock);
	memcpy(to, waited, counts);
	pthread_mutex_unlock(&lock);
	return as_buffer(env, memory, bytes);
}

#endif
