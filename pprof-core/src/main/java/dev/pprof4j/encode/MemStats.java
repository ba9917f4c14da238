package dev.pprof4j.encode;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;

/**
 * The part of Go's {@code runtime.MemStats}, written at the end of a heap profile's text,
 * that a JVM can provide.
 *
 * @param heapUsed bytes of the heap that objects occupy, dead ones included
 * @param heapCommitted bytes of the heap that the JVM has obtained from the operating
 * system
 * @param nonHeapUsed bytes of metaspace and compiled code
 * @param collections garbage collections since the JVM started
 * @param collectionMillis the time these took, in milliseconds
 */
record MemStats(long heapUsed, long heapCommitted, long nonHeapUsed, long collections, long collectionMillis) {

	static MemStats now() {
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		MemoryUsage rest = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
		List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
		return new MemStats(heap.getUsed(), heap.getCommitted(), rest.getUsed(),
				collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).filter((n) -> n > 0).sum(),
				collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).filter((n) -> n > 0).sum());
	}

	String text() {
		return String.format(Locale.ROOT, """
				# Alloc = %d
				# HeapAlloc = %d
				# HeapSys = %d
				# OtherSys = %d
				# PauseTotalNs = %d
				# NumGC = %d
				""", this.heapUsed, this.heapUsed, this.heapCommitted, this.nonHeapUsed,
				this.collectionMillis * 1_000_000, this.collections);
	}

}
