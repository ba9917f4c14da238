/*
 * What do timers of CPU time miss? Threads of several kinds each have a timer of their own
 * CPU clock, as async-profiler's event ctimer and Go have. For each kind, prints the time
 * that its signals stand for, without and with the intervals that the kernel reports as
 * having passed unnoticed (si_overrun), over the time of its clock.
 *
 * Arguments: rounds, seconds of each, threads of the crowd, interval in nanoseconds.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum kind { STEADY, BURSTS, SHORT, CROWD, KINDS };

static const char *const names[KINDS] = { "steady", "bursts", "short", "crowd" };

struct load {
	enum kind kind;
	pthread_t thread;
	long signals;
	long overruns;
	long long cpu_nanos;
};

static __thread volatile long signals, overruns;

static volatile int ended;

static long interval;

static void count(int signal, siginfo_t *info, void *context) {
	signals++;
	overruns += info->si_overrun;
}

static long long thread_clock(void) {
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void burn(long nanos) {
	long long end = thread_clock() + nanos;
	while (thread_clock() < end) {
		for (volatile int i = 0; i < 20000; i++) {
		}
	}
}

/* Like the threads of CpuAccuracy. */
static void once(enum kind kind) {
	static const struct {
		long burn_nanos;
		int rest_micros;
	} ways[KINDS] = { [STEADY] = { 1000000, 0 }, [BURSTS] = { 30000000, 30000 }, [SHORT] = { 200000, 1000 },
		[CROWD] = { 5000000, 20000 } };
	burn(ways[kind].burn_nanos);
	if (ways[kind].rest_micros > 0) {
		usleep(ways[kind].rest_micros);
	}
}

static void *run(void *argument) {
	struct load *load = argument;
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF };
	event._sigev_un._tid = syscall(SYS_gettid);
	timer_t timer;
	if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0) {
		perror("timer_create");
		exit(1);
	}
	struct itimerspec times = { .it_interval = { 0, interval }, .it_value = { 0, interval } };
	if (timer_settime(timer, 0, &times, NULL) != 0) {
		perror("timer_settime");
		exit(1);
	}
	long long before = thread_clock();
	while (!ended) {
		once(load->kind);
	}
	load->cpu_nanos = thread_clock() - before;
	timer_delete(timer);
	load->signals = signals;
	load->overruns = overruns;
	return NULL;
}

static int ascending(const void *one, const void *other) {
	double difference = *(const double *) one - *(const double *) other;
	return (difference > 0) - (difference < 0);
}

static void print(const char *name, double *ratios, int rounds) {
	qsort(ratios, rounds, sizeof(double), ascending);
	printf(" %s %.3f (%.3f to %.3f)", name, ratios[rounds / 2], ratios[rounds / 4], ratios[3 * rounds / 4]);
}

int main(int count_of_arguments, char **arguments) {
	if (count_of_arguments < 5) {
		fprintf(stderr, "rounds, seconds of each, threads of the crowd, interval in nanoseconds\n");
		return 1;
	}
	int rounds = atoi(arguments[1]), seconds = atoi(arguments[2]), crowd = atoi(arguments[3]);
	interval = atol(arguments[4]);
	struct sigaction action = { .sa_sigaction = count, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigaction(SIGPROF, &action, NULL);
	int threads = CROWD + crowd;
	double noticed[KINDS][rounds], all[KINDS][rounds];
	for (int round = 0; round < rounds; round++) {
		struct load loads[threads];
		ended = 0;
		for (int i = 0; i < threads; i++) {
			loads[i].kind = (i < CROWD) ? i : CROWD;
			pthread_create(&loads[i].thread, NULL, run, &loads[i]);
		}
		sleep(seconds);
		ended = 1;
		double cpu[KINDS] = { 0 }, sampled[KINDS] = { 0 }, passed[KINDS] = { 0 };
		for (int i = 0; i < threads; i++) {
			pthread_join(loads[i].thread, NULL);
			enum kind kind = loads[i].kind;
			cpu[kind] += loads[i].cpu_nanos;
			sampled[kind] += (double) loads[i].signals * interval;
			passed[kind] += (double) (loads[i].signals + loads[i].overruns) * interval;
		}
		for (enum kind kind = 0; kind < KINDS; kind++) {
			noticed[kind][round] = sampled[kind] / cpu[kind];
			all[kind][round] = passed[kind] / cpu[kind];
		}
	}
	for (enum kind kind = 0; kind < KINDS; kind++) {
		if (kind != CROWD || crowd > 0) {
			printf("%-7s", names[kind]);
			print("signals", noticed[kind], rounds);
			print(" with overruns", all[kind], rounds);
			printf("\n");
		}
	}
}
