package compile

// What the VM takes for granted of the code that it runs. It looks at none of
// it: package verify does, for all that is compiled. R(x) is a register of the
// function, K(x) a constant, RK(x) one of them, top the first place of the
// stack that is free. Values above top are lost whenever the stack grows, and
// metamethods are called at top: so each register that is still to be read must
// lie below it.
//
//	function    NumUsedRegisters is more than the parameters and the table arg:
//	            it is how many registers a tail call moves, the called function
//	            being one of them. Registers that are no parameters have no
//	            value at first. The stack has room for as many, and no
//	            instruction but CALL, TAILCALL, TFORLOOP, VARARG and SELF
//	            (A+1) writes above the registers that it names. The last
//	            instruction is a RETURN.
//	MOVE        R(B) has a value.
//	MOVEN       the C words behind it are MOVEs. A jump may lead to one of them.
//	LOADNIL     A <= B.
//	LOADBOOL    with C, the next instruction is passed over: there is one.
//	GETGLOBAL   the constant is a string, by the table of strings that goes with
//	SETGLOBAL   the constants.
//	GETTABLEKS  the key is a string: K, or a register that holds one on every
//	SETTABLEKS  way to here. The VM does not look.
//	SELF        the same; R(A+1) is written after R(A), both after R(B) is read.
//	NEWTABLE    B and C are the sizes themselves, at most 511.
//	EQ LT LE    A is 0 or 1; there are two instructions behind it, of which the
//	TEST        first is passed over when the condition is not as A (or C) says.
//	TESTSET     R(A) is written only where the next one is not passed over.
//	LEN CONCAT  are carried out by package vm's own loop, which asks for plain
//	            registers; CONCAT's from B to C have values, B < C.
//	CALL        R(A) is the function. Its arguments lie behind it: B-1 of them,
//	            or with B = 0 all up to top, which must be where the instruction
//	            before has left it (CALL or VARARG with any number of results).
//	            After the call top is behind the results: what lay in R(A) and
//	            above is gone. C-1 results, or with C = 0 all up to top, and then
//	            a CALL, TAILCALL, RETURN or SETLIST comes next and takes them.
//	TAILCALL    as CALL; a RETURN of all from R(A) follows. Open upvalues of all
//	            registers are closed.
//	RETURN      B-1 values from R(A), or with B = 0 all up to top. Open upvalues
//	            are closed.
//	FORPREP     R(A), R(A+1), R(A+2) are index, limit and step; it jumps to the
//	            FORLOOP.
//	FORLOOP     the same; R(A+3) is written where the loop goes on. Where it
//	            ends, top is A+1.
//	TFORLOOP    R(A), R(A+1), R(A+2) are iterator, state and control. The call is
//	            made in R(A+3) to R(A+5), which the function must have, and top is
//	            behind the C results, at least one. The next word is a JMP, whose
//	            target it takes for its own.
//	SETLIST     R(A) is a table; B elements behind it, or with B = 0 all up to
//	            top. With C = 0 the next word is the batch, and no instruction.
//	CLOSE       no inner function holds a register from A on any more: it comes
//	            before a register of a captured local is used for anything else,
//	            on every way, loops, breaks and gotos included.
//	CLOSURE     behind it stands a word for each upvalue, and no jump leads
//	            there: MOVE of a register that a local is in, or GETUPVAL.
//	VARARG      only in a function with varargs. B-1 values, or all up to top;
//	            top is behind them.
//	JMP         to an instruction of the function.
