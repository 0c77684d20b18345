# shellcheck shell=bash disable=SC2034,SC2207
# Where the package bash-completion is missing: as much of it as is needed.
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref()
    {
        # bash breaks words at = and : as well; they are put together again.
        local i last=0
        words=("${COMP_WORDS[0]}")
        for ((i = 1; i <= COMP_CWORD; i++)); do
            if ((i > 1)) && [[ ${COMP_WORDS[i]} == [=:]* || ${words[last]} == *[=:] ]]; then
                words[last]+=${COMP_WORDS[i]}
            else
                words[++last]=${COMP_WORDS[i]}
            fi
        done
        cword=$last cur=${words[last]} prev=${words[last-1]}
    }
    _filedir()
    {
        local IFS=$'\n'
        if [[ $1 == -d ]]; then
            COMPREPLY+=($(compgen -d -- "$cur"))
        else
            COMPREPLY+=($(compgen -d -S / -- "$cur") $(shopt -s extglob; compgen -f ${1:+-X "!*.$1"} -- "$cur" | while read -r f; do [[ -d $f ]] || echo "$f"; done))
        fi
    }
fi

