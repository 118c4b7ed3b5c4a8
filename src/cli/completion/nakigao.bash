# Bash takes colons and other characters for the ends of words, so the program is given the line and splits it itself.
_nakigao() {
    mapfile -t COMPREPLY < <(
        COMPLETE=bash COMPLETE_LINE="${COMP_LINE:0:COMP_POINT}" COMPLETE_TYPE="$COMP_TYPE" \
            COMPLETE_BREAKS="$COMP_WORDBREAKS" COMPLETER -- "${COMP_WORDS[0]}" 2> /dev/null
    )
}
if ((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))); then
    complete -o nospace -o bashdefault -o nosort -F _nakigao nakigao
else
    complete -o nospace -o bashdefault -F _nakigao nakigao
fi
