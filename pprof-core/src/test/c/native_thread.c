/* A native thread that uses CPU time before it becomes a Java thread, as do threads of a library that call back into
 * Java. */
#include <jni.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

static JavaVM* vm;
static pthread_t thread;
static int64_t before, after, used_before, used_after;
static jint times;
static int worked, may_attach; /* atomic */

static int64_t cpu_nanos(void) {
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int64_t burn(int64_t nanos) {
	int64_t start = cpu_nanos();
	while (cpu_nanos() - start < nanos) {
		for (volatile int i = 0; i < 10000; i++);
	}
	return cpu_nanos() - start;
}

static void* work(void* unused) {
	JNIEnv* env;
	JavaVMAttachArgs arguments = { JNI_VERSION_1_8, "attached-0", NULL };
	used_before = burn(before);
	__atomic_store_n(&worked, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&may_attach, __ATOMIC_SEQ_CST)) usleep(1000);
	for (jint i = 0; i < times; i++) {
		(*vm)->AttachCurrentThread(vm, (void**) &env, &arguments);
		used_after = burn(after);
		/* Makes the time for which the thread is attached differ from the CPU time that it uses in it. */
		if (times == 1) usleep((useconds_t) (after / 1000));
		(*vm)->DetachCurrentThread(vm);
	}
	return unused;
}

/* Starts the thread, and returns when it has used this much CPU time. Returns how much it was. */
JNIEXPORT jlong JNICALL Java_dev_pprof4j_source_NativeThread_start(JNIEnv* env, jclass self, jlong nanos) {
	(void) self;
	(*env)->GetJavaVM(env, &vm);
	before = nanos;
	worked = may_attach = 0;
	pthread_create(&thread, NULL, work, NULL);
	while (!__atomic_load_n(&worked, __ATOMIC_SEQ_CST)) usleep(1000);
	return used_before;
}

/* Has the thread attach to the JVM this many times, use this much CPU time each time, wait for as long if it attaches
 * only once, and end. Returns how much CPU time it used the last time. */
JNIEXPORT jlong JNICALL Java_dev_pprof4j_source_NativeThread_finish(JNIEnv* env, jclass self, jlong nanos, jint count) {
	(void) env, (void) self;
	after = nanos;
	times = count;
	__atomic_store_n(&may_attach, 1, __ATOMIC_SEQ_CST);
	pthread_join(thread, NULL);
	return used_after;
}
