package dev.pprof4j.source.jfr;

import java.util.Optional;

/**
 * Why a thread waits: the label {@code reason}, and the event that reports it.
 */
enum WaitReason {

	MONITOR("monitor", "jdk.JavaMonitorEnter", "monitorClass"),

	WAIT("wait", "jdk.JavaMonitorWait", "monitorClass"),

	PARK("park", "jdk.ThreadPark", "parkedClass"),

	/** A park inside a lock, recognized by the class that the thread parks on. */
	LOCK("lock", "jdk.ThreadPark", "parkedClass"),

	SLEEP("sleep", "jdk.ThreadSleep", ""),

	SOCKET_READ("socket read", "jdk.SocketRead", ""),

	SOCKET_WRITE("socket write", "jdk.SocketWrite", ""),

	FILE_READ("file read", "jdk.FileRead", ""),

	FILE_WRITE("file write", "jdk.FileWrite", ""),

	FILE_FORCE("file force", "jdk.FileForce", ""),

	/** A virtual thread keeps its carrier while it waits. */
	PINNED("pinned", "jdk.VirtualThreadPinned", "");

	private final String label;

	private final String event;

	private final String classField;

	WaitReason(String label, String event, String classField) {
		this.label = label;
		this.event = event;
		this.classField = classField;
	}

	/** The reason for an event, if nothing more than its type is known. */
	static Optional<WaitReason> ofEvent(String event) {
		for (WaitReason reason : values()) {
			if (reason.event.equals(event)) {
				return Optional.of(reason);
			}
		}
		return Optional.empty();
	}

	/** The value of the label. */
	String label() {
		return this.label;
	}

	/** The name of the event. */
	String event() {
		return this.event;
	}

	/** The event's field with the class of what is waited for; empty if there is none. */
	String classField() {
		return this.classField;
	}

}
