/* Prints the stable form that the agent gives to each class signature in the arguments. */
#include <stdio.h>
#include <stdlib.h>

#include "../../main/native/names.h"

int main(int count, char** signatures) {
	for (int i = 1; i < count; i++) {
		char* copy = malloc(strlen(signatures[i]) + 1); /* no longer, so that a sanitizer sees access beyond it */
		strcpy(copy, signatures[i]);
		make_stable(copy);
		puts(copy);
		free(copy);
	}
	return 0;
}
